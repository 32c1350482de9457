import { parseArgs } from 'node:util';
import { FULL, SMOKE, type Effort } from './measure/effort.ts';
import { build } from './measure/ours.ts';
import { table, type Row } from './measure/row.ts';
import { VARIANTS } from './measure/variants.ts';
import { delivery } from './rows/delivery.ts';
import { fanOutRows } from './rows/fan-out.ts';
import { pipelineRows } from './rows/pipeline.ts';
import { queryRows } from './rows/queries.ts';
import { rareWordRows } from './rows/rare-word.ts';
import { startRows } from './rows/start.ts';
import { writeRows } from './rows/writes.ts';
import { openWorld } from './world/build-world.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    smoke: { type: 'boolean' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
    variants: { type: 'string' },
    'skip-build': { type: 'boolean' },
  },
});
const variants = values.variants?.split(',').map((name) => {
  const known = VARIANTS.find((each) => each === name);
  if (!known) throw new Error(`--variants: ${name} is none of ${VARIANTS.join(', ')}`);
  return known;
});
const effort: Effort = {
  ...(values.smoke ? SMOKE : FULL),
  ...(values.rounds ? { rounds: Number(values.rounds) } : {}),
  ...(variants ? { variants } : {}),
};
const only = values.rows?.toUpperCase().split(',');
const wanted = (id: string): boolean => only === undefined || only.includes(id);
const log = (line: string): void => console.error(line);

if (!values['skip-build']) build();
const world = await openWorld(effort.smoke ? { cases: 500, companies: 500 } : { cases: 100_000, companies: 20_000 }, log);
const rows: Row[] = [];
try {
  for (const part of [queryRows, rareWordRows, fanOutRows, delivery, pipelineRows, writeRows, startRows])
    rows.push(...(await part(world, wanted, effort, log)));
} finally {
  await world.stop();
}
console.log(values.json ? JSON.stringify(rows) : table(rows));
