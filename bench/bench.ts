import path from 'node:path';
import { argumentsOrEnd } from './arguments.ts';
import { measureIdentity } from './identity/measure-identity.ts';
import { FULL, SMOKE, type Effort } from './measure/effort.ts';
import { build } from './measure/ours.ts';
import { table, type Row } from './measure/row.ts';
import { missingFrom, PARTS } from './rows/parts.ts';
import { openWorld } from './world/build-world.ts';

const { values, rows, rounds, variants } = argumentsOrEnd(process.argv.slice(2));
if (values.identity) {
  await measureIdentity(values.smoke ? 2_000 : 1_000_000, (line) => console.log(line));
  process.exit();
}
const effort: Effort = {
  ...(values.smoke ? SMOKE : FULL),
  ...(rounds && { rounds }),
  ...(variants && { variants }),
  ...(values.data ? { data: path.resolve(process.env.INIT_CWD ?? '.', values.data) } : {}),
};
const wanted = (id: string): boolean => rows === undefined || rows.includes(id);
const log = (line: string): void => console.error(line);

if (!values['skip-build']) build();
const world = await openWorld(effort.smoke ? { cases: 500, companies: 500 } : { cases: 100_000, companies: 20_000 }, log);
const measured: Row[] = [];
try {
  for (const part of PARTS) {
    const made = await part.run(world, wanted, effort, log);
    const missing = variants ? [] : missingFrom(part, made, wanted);
    if (missing.length > 0) throw new Error(`not measured: ${missing.join(', ')}`);
    measured.push(...made);
  }
} finally {
  await world.stop();
}
console.log(values.json ? JSON.stringify(measured) : table(measured));
