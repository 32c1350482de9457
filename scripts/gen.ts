// npm run gen writes what is generated and committed; npm run gen:check compares without touching anything.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nextChecksums, readChecksums, readMigrations, type Checksums } from './migration-checksums.ts';
import { schemaText } from './print-schema.ts';
import { ROOT } from './source-tree.ts';

const read = (name: string): string | undefined => {
  try {
    return readFileSync(path.join(ROOT, name), 'utf8');
  } catch {
    return undefined;
  }
};

/** Path from the root → the text it must have. */
async function generated(): Promise<Map<string, string>> {
  const known: Checksums = read('migrations/checksums.json') === undefined ? { released: null, files: {} } : readChecksums();
  return new Map([
    ['schema.graphql', await schemaText()],
    ['migrations/checksums.json', `${JSON.stringify(nextChecksums(readMigrations(), known), null, 2)}\n`],
  ]);
}

const checking = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of await generated()) {
  if (read(name) === text) continue;
  stale++;
  if (checking) console.error(`${name} is not what the code generates; run npm run gen and commit it`);
  else writeFileSync(path.join(ROOT, name), text);
}
console.log(`generated: ${stale === 0 ? 'ok' : `${stale} ${checking ? 'stale' : 'written'}`}`);
process.exit(checking && stale > 0 ? 1 : 0);
