// One import in a process of its own: node bench/clients/import.ts <database URL> <file>. Prints what it took as one line.
// With --expose-gc it collects before each look at the memory: what is held, without what the collector leaves lying.
import 'reflect-metadata';
import { tmpdir } from 'node:os';
import { openDatabase } from '../../src/app/database.ts';
import { importCompanies } from '../../src/exchange/import-companies.ts';

const SAMPLED_MS = 10;
const COLLECTED_MS = 100;

export interface Imported {
  ms: number;
  added: number;
  refused: number;
  /** The most memory held within the first and within the last quarter of the time. */
  firstMb: number;
  lastMb: number;
}

const [url, file] = process.argv.slice(2);
const database = await openDatabase({ url: url!, poolSize: 2 });
await database.readSystem('select 1');
const held: number[] = [];
const look = (): void => {
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  held.push((global.gc ? heapUsed + external : rss) / 2 ** 20);
};
const sampler = setInterval(look, global.gc ? COLLECTED_MS : SAMPLED_MS);
const from = performance.now();
const { added, refused } = await importCompanies({ pool: database.system, dataDir: tmpdir(), now: () => new Date() }, file!);
const ms = performance.now() - from;
clearInterval(sampler);
await database.close();
const quarter = Math.ceil(held.length / 4);
const imported: Imported = {
  ms,
  added,
  refused,
  firstMb: Math.max(...held.slice(0, quarter)),
  lastMb: Math.max(...held.slice(-quarter)),
};
console.log(JSON.stringify(imported));
