import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refusedFile, type RefusedFile } from '../../src/exchange/refused-file.ts';

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'refused-'))));
afterEach(() => rm(dataDir, { recursive: true }));

const now = new Date('2026-01-02T03:04:05Z');
const open = (folder = dataDir): RefusedFile => refusedFile({ dataDir: folder, input: 'in.csv', columns: ['名称'], now });
const row = { place: '第 2 行', code: 'NAME_MISSING', reason: '名称为空', cells: ['x'.repeat(1_000)] };
const REFUSAL = { name: 'ImportRefused', code: 'REFUSED_FILE_UNWRITABLE', message: expect.stringContaining('腾出空间') };

/** The file stands on a device that is full. */
async function onFullDisk(): Promise<RefusedFile> {
  await mkdir(join(dataDir, 'imports'));
  await symlink('/dev/full', join(dataDir, 'imports', `in-20260102T030405Z-${process.pid}-refused.csv`));
  return open();
}

test('a full disk ends many refused rows with a code', async () => {
  const file = await onFullDisk();
  const writing = (async () => {
    for (let i = 0; i < 1_000; i++) await file.write(row);
  })();
  await expect(writing).rejects.toMatchObject(REFUSAL);
  await expect(file.close()).rejects.toMatchObject(REFUSAL);
});

test('a full disk found out between two rows, or at the end, is told at the next step', async () => {
  const file = await onFullDisk();
  await file.write(row);
  await new Promise((done) => setTimeout(done, 500));
  await expect(file.write(row)).rejects.toMatchObject(REFUSAL);
  await expect(file.close()).rejects.toMatchObject(REFUSAL);
});

test('a full disk under a single row is told when the file is closed', async () => {
  const file = await onFullDisk();
  await file.write(row);
  await expect(file.close()).rejects.toMatchObject(REFUSAL);
});

test('a folder that cannot be made ends with the same code', async () => {
  await writeFile(join(dataDir, 'taken'), '');
  await expect(open(join(dataDir, 'taken')).write(row)).rejects.toMatchObject(REFUSAL);
});
