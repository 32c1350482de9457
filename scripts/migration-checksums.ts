// Migrations are append-only once released: their checksums are kept, and editing an old file turns the check red.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MIGRATIONS } from '../src/app/orm.ts';

export const CHECKSUMS = path.join(MIGRATIONS, 'checksums.json');

export interface Checksums {
  /** The last migration that left the house; it and everything before it may no longer change. */
  released: string | null;
  files: Record<string, string>;
}

export function readMigrations(folder: string = MIGRATIONS): Map<string, string> {
  const names = readdirSync(folder).filter((name) => /^\d{4}-.*\.js$/.test(name));
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

export const readChecksums = (): Checksums => JSON.parse(readFileSync(CHECKSUMS, 'utf8')) as Checksums;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const isReleased = (name: string, { released }: Checksums) => released !== null && name <= released;

/** What `npm run gen` writes: new files get a checksum, released ones keep theirs whatever the file says now. */
export function nextChecksums(migrations: ReadonlyMap<string, string>, known: Checksums): Checksums {
  const kept = Object.entries(known.files).filter(([name]) => isReleased(name, known));
  const open = [...migrations].filter(([name]) => !isReleased(name, known)).map(([name, text]) => [name, sha256(text)] as const);
  return { released: known.released, files: Object.fromEntries([...kept, ...open]) };
}

export function checksumProblems(migrations: ReadonlyMap<string, string>, known: Checksums): string[] {
  const problems: string[] = [];
  for (const [name, sum] of Object.entries(known.files)) {
    const text = migrations.get(name);
    if (text === undefined) problems.push(`migrations/${name} is gone; migrations are append-only`);
    else if (sha256(text) !== sum)
      problems.push(
        isReleased(name, known)
          ? `migrations/${name} was released and may not change; write a new migration`
          : `migrations/${name} changed; run npm run gen`,
      );
  }
  for (const [name, text] of migrations) {
    if (!(name in known.files)) problems.push(`migrations/${name} has no checksum; run npm run gen`);
    const number = name.slice(0, 4);
    if (!text.includes(`class Migration${number} `)) problems.push(`migrations/${name} must export class Migration${number}`);
  }
  const numbers = [...migrations.keys()].map((name) => Number(name.slice(0, 4)));
  if (numbers.some((number, i) => number !== i + 1)) problems.push('migrations are not numbered 0001, 0002, … without a gap');
  return problems;
}
