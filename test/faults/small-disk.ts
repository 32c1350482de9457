import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runningPostmaster } from '../../src/app/postgres-cluster.ts';

const PREFIX = 'zhaoshang-disk-';
const MIB = 1024 * 1024;

export interface SmallDisk {
  path: string;
  /** Takes every byte that is left. Returns how many MiB that was. */
  fill(): number;
  free(): void;
  remove(): void;
}

/** Disk-full cannot be tried without a file system of its own: a machine that does not let us mount one fails the run. */
function asRoot(command: string, args: string[]): void {
  const [program, all] = process.getuid?.() === 0 ? [command, args] : ['sudo', ['-n', command, ...args]];
  try {
    execFileSync(program, all, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new Error(`a small disk needs ${command} (root, or sudo without a password), which this machine refuses: ${said}`, {
      cause: error,
    });
  }
}

/** Disks of runs that were killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') abandon(path.join(tmpdir(), name));
    }
  }
}

function abandon(folder: string): void {
  const postmaster = runningPostmaster(path.join(folder, 'data', 'postgres'));
  if (postmaster) process.kill(postmaster.pid, 'SIGKILL');
  unmount(folder);
}

function unmount(folder: string): void {
  try {
    asRoot('umount', ['-l', folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file system in memory of so many MiB, that can be filled to the last byte. */
export function openSmallDisk(mib: number): SmallDisk {
  sweep();
  const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  asRoot('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=0755`, 'tmpfs', folder]);
  chmodSync(folder, 0o755);
  const ballast = path.join(folder, 'ballast');
  return {
    path: folder,
    fill: () => {
      const file = openSync(ballast, 'a');
      let bytes = 0;
      try {
        for (let size = MIB; size >= 1;) {
          try {
            bytes += writeSync(file, Buffer.alloc(size));
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            size = Math.floor(size / 16);
          }
        }
      } finally {
        closeSync(file);
      }
      return Math.round(bytes / MIB);
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => unmount(folder),
  };
}
