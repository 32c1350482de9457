// npm run release:schema: today's contract becomes the one that later changes may not break (docs/decisions/0039), and
// today's migrations the ones that may no longer be edited.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKSUMS, readChecksums } from './migration-checksums.ts';
import { ROOT } from './source-tree.ts';

copyFileSync(path.join(ROOT, 'schema.graphql'), path.join(ROOT, 'schema.released.graphql'));
if (process.argv.includes('--migrations')) {
  const known = readChecksums();
  const released = Object.keys(known.files).sort().at(-1) ?? null;
  writeFileSync(CHECKSUMS, `${JSON.stringify({ ...known, released }, null, 2)}\n`);
}
console.log('schema.released.graphql written');
