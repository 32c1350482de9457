import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureIdentity } from './identity/measure-identity.ts';
import { FULL, SMOKE, type Effort } from './measure/effort.ts';
import { build } from './measure/ours.ts';
import { table, type Row } from './measure/row.ts';
import { VARIANTS } from './measure/variants.ts';
import { missingFrom, PARTS } from './rows/parts.ts';
import { openWorld } from './world/build-world.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    smoke: { type: 'boolean' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
    variants: { type: 'string' },
    data: { type: 'string' },
    identity: { type: 'boolean' },
    'skip-build': { type: 'boolean' },
  },
});
if (values.identity) {
  await measureIdentity(values.smoke ? 2_000 : 1_000_000, (line) => console.log(line));
  process.exit();
}
const variants = values.variants?.split(',').map((name) => {
  const known = VARIANTS.find((each) => each === name);
  if (!known) throw new Error(`--variants: ${name} is none of ${VARIANTS.join(', ')}`);
  return known;
});
const effort: Effort = {
  ...(values.smoke ? SMOKE : FULL),
  ...(values.rounds ? { rounds: Number(values.rounds) } : {}),
  ...(variants ? { variants } : {}),
  ...(values.data ? { data: path.resolve(process.env.INIT_CWD ?? '.', values.data) } : {}),
};
const only = values.rows?.toUpperCase().split(',');
const wanted = (id: string): boolean => only === undefined || only.includes(id);
const log = (line: string): void => console.error(line);

if (!values['skip-build']) build();
const world = await openWorld(effort.smoke ? { cases: 500, companies: 500 } : { cases: 100_000, companies: 20_000 }, log);
const rows: Row[] = [];
try {
  for (const part of PARTS) {
    const made = await part.run(world, wanted, effort, log);
    const missing = variants ? [] : missingFrom(part, made, wanted);
    if (missing.length > 0) throw new Error(`not measured: ${missing.join(', ')}`);
    rows.push(...made);
  }
} finally {
  await world.stop();
}
console.log(values.json ? JSON.stringify(rows) : table(rows));
