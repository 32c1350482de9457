import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { missingFromMigrations } from '../../scripts/check-migrations.ts';
import {
  checksumProblems,
  nextChecksums,
  readChecksums,
  readMigrations,
  type Checksums,
} from '../../scripts/migration-checksums.ts';
import { withScratchDatabase } from '../../scripts/scratch-database.ts';

const text = (number: string) => `export class Migration${number} extends Migration {}`;
const sum = (of: string) => createHash('sha256').update(of).digest('hex');
const files = new Map([
  ['0001-a.js', text('0001')],
  ['0002-b.js', text('0002')],
]);
const known: Checksums = {
  released: '0001-a.js',
  files: { '0001-a.js': sum(text('0001')), '0002-b.js': sum(text('0002')) },
};

describe('the migrations', () => {
  test('bring an empty database to what the entities say, and a missing index is seen', async () => {
    await withScratchDatabase(async (url) => {
      expect(await missingFromMigrations(url)).toBe('');
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query('alter table company drop constraint company_usci_unique');
      await client.end();
      expect(await missingFromMigrations(url)).toContain('company_usci_unique');
    });
  });

  test('are the ones whose checksums are kept', () => {
    expect(checksumProblems(readMigrations(), readChecksums())).toEqual([]);
  });

  test('may not change once released', () => {
    const edited = new Map(files).set('0001-a.js', `${text('0001')}\n// later thought`);
    expect(checksumProblems(edited, known)).toEqual([
      'migrations/0001-a.js was released and may not change; write a new migration',
    ]);
    expect(checksumProblems(edited, nextChecksums(edited, known))).toHaveLength(1);
  });

  test('may change before that, with a new checksum', () => {
    const edited = new Map(files).set('0002-b.js', `${text('0002')}\n// later thought`);
    expect(checksumProblems(edited, known)).toEqual(['migrations/0002-b.js changed; run npm run gen']);
    expect(checksumProblems(edited, nextChecksums(edited, known))).toEqual([]);
  });

  test('are never removed, skipped or misnamed', () => {
    expect(checksumProblems(new Map([['0002-b.js', text('0002')]]), known)).toEqual([
      'migrations/0001-a.js is gone; migrations are append-only',
      'migrations are not numbered 0001, 0002, … without a gap',
    ]);
    expect(checksumProblems(new Map(files).set('0003-c.js', text('0004')), known)).toEqual([
      'migrations/0003-c.js has no checksum; run npm run gen',
      'migrations/0003-c.js must export class Migration0003',
    ]);
  });
});
