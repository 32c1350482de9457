import { ask, load } from '../clients/http-load.ts';
import { cpuOf, cpuOfPostgres } from '../measure/cpu.ts';
import { interleaved, median, percentile, ratio } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import { startVariants, type Variant } from '../measure/variants.ts';
import { comparable } from '../operations/normalise.ts';
import { operations, type Operation, type Sample } from '../operations/operations.ts';
import { readSamples } from '../operations/samples.ts';
import type { World } from '../world/build-world.ts';
import type { Effort } from '../measure/effort.ts';

interface Result {
  perSecond: number;
  p50: number;
  p99: number;
  cpuMs: number;
  nodeMs: number;
  pgMs: number;
}
type Results = ReadonlyMap<string, readonly Result[]>;

/** Every variant must answer the same before any is timed. */
async function verify(variants: readonly Variant[], samples: readonly Sample[], which: readonly Operation[]): Promise<void> {
  for (const operation of which) {
    for (const sample of samples) {
      const answers = await Promise.all(
        variants.map(async (variant) =>
          comparable((await ask(variant.child.port, variant.request(operation, sample))).body, variant.reshape(operation)),
        ),
      );
      const odd = answers.findIndex((answer) => answer !== answers[0]);
      if (odd > 0)
        throw new Error(
          `${operation.id} of ${variants[odd]!.name} differs for ${JSON.stringify(sample)}:\n${difference(answers[0]!, answers[odd]!)}`,
        );
    }
  }
}

function difference(expected: string, got: string): string {
  const at = [...expected].findIndex((char, i) => char !== got[i]);
  return `limit: …${expected.slice(Math.max(0, at - 150), at + 150)}\nother: …${got.slice(Math.max(0, at - 150), at + 150)}`;
}

/** One operation over all variants in interleaved rounds. */
async function measure(
  world: World,
  variants: readonly Variant[],
  operation: Operation,
  samples: readonly Sample[],
  connections: number,
  effort: Effort,
): Promise<Results> {
  const requests = new Map(
    variants.map((variant) => [variant.name, samples.map((sample) => variant.request(operation, sample))]),
  );
  for (const { name, child } of variants) await load(child.port, requests.get(name)!, connections, effort.warmUpMs);
  return interleaved(
    effort.rounds,
    variants.map(({ name }) => name),
    async (name) => {
      const { child } = variants.find((variant) => variant.name === name)!;
      const [node, pg] = [cpuOf(child.pid), cpuOfPostgres(world.postmasterPid)];
      const { requests: n, perSecond, latenciesMs } = await load(child.port, requests.get(name)!, connections, effort.roundMs);
      const [nodeMs, pgMs] = [(cpuOf(child.pid) - node) / n, (cpuOfPostgres(world.postmasterPid) - pg) / n];
      return {
        perSecond,
        p50: percentile(latenciesMs, 0.5),
        p99: percentile(latenciesMs, 0.99),
        cpuMs: nodeMs + pgMs,
        nodeMs,
        pgMs,
      };
    },
  );
}

const rate = (result: Result) => result.perSecond;
const against = (results: Results, name: string, value: (result: Result) => number = rate) => ({
  ratioLimit: ratio(results, name, 'limit', value),
  ratioPeer: ratio(results, name, 'postgraphile', value),
  ratioMercurius: ratio(results, name, 'mercurius', value),
});
const atLeast = (figures: ReturnType<typeof against>, limit: number, peer: number, mercurius = 0): boolean =>
  figures.ratioLimit! >= limit && figures.ratioPeer! >= peer && figures.ratioMercurius! >= mercurius;
const perSecondOf = (results: Results, name: string) => ({ value: median(results.get(name)!.map(rate)), unit: 'req/s' });

function q1Rows(results: Results, alone: Results | null): Row[] {
  const [ordinary, hot] = [against(results, 'ordinary'), against(results, 'hot')];
  const [cpuHot, cpuOrdinary] = [
    ratio(results, 'hot', 'limit', (r) => r.cpuMs)!,
    ratio(results, 'ordinary', 'limit', (r) => r.cpuMs)!,
  ];
  const tail = ratio(results, 'hot', 'limit', (r) => r.p99)!;
  const rows = [
    row(
      'A1',
      'Q1 list, ordinary document, 16 connections',
      '≥ 0.65 · 2.0 · 1.0',
      { ...ordinary, ...perSecondOf(results, 'ordinary') },
      atLeast(ordinary, 0.65, 2, 1),
    ),
    row(
      'A2',
      'Q1 list, hot document, 16 connections',
      '≥ 0.90 · 2.5 · 1.3',
      { ...hot, ...perSecondOf(results, 'hot') },
      atLeast(hot, 0.9, 2.5, 1.3),
    ),
    row('A3', 'Q1 CPU per request, hot', '≤ 1.10', { ratioLimit: cpuHot }, cpuHot <= 1.1),
    row('A3', 'Q1 CPU per request, ordinary', '≤ 1.25', { ratioLimit: cpuOrdinary }, cpuOrdinary <= 1.25),
    row(
      'A7',
      'Q1 hot, p99',
      '≤ 1.3',
      { ratioLimit: tail, value: median(results.get('hot')!.map((r) => r.p99)), unit: 'ms' },
      tail <= 1.3,
    ),
  ];
  if (!alone) return rows;
  const [limit, mercurius] = [ratio(alone, 'hot', 'limit', (r) => r.p50)!, ratio(alone, 'hot', 'mercurius', (r) => r.p50)!];
  const p50 = median(alone.get('hot')!.map((r) => r.p50));
  rows.push(
    row(
      'A8',
      'Q1 hot at one connection, p50',
      '≤ 1.15 of the faster',
      { ratioLimit: limit, ratioMercurius: mercurius, value: p50, unit: 'ms' },
      Math.max(limit, mercurius) <= 1.15,
    ),
  );
  return rows;
}

const GOALS = {
  Q2: ['A4', 'Q2 case page, hot', '≥ 0.75 · 2.8', 0.75, 2.8],
  Q3: ['A5', 'Q3 chain map, hot', '≥ 0.85 · 2.7', 0.85, 2.7],
  Q4: ['A6', 'Q4 search in 200,000 names', '≥ 0.9', 0.9, 0],
} as const;

/** A1 to A8. */
export async function queryRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  const needed: Record<string, boolean> = {
    Q1: ['A1', 'A2', 'A3', 'A7', 'A8'].some(wanted),
    Q2: wanted('A4'),
    Q3: wanted('A5'),
    Q4: wanted('A6'),
  };
  const which = operations.filter(({ id }) => needed[id]);
  if (which.length === 0) return [];
  const samples = await readSamples(world.adminUrl);
  const variants = await startVariants(world, samples);
  const rows: Row[] = [];
  try {
    await verify(variants, effort.rounds > 1 ? samples : samples.slice(0, 8), which);
    for (const operation of which) {
      const results = await measure(world, variants, operation, samples, 16, effort);
      for (const [name, rounds] of results) {
        const [first] = rounds;
        if (first)
          log(
            `${operation.id} ${name}: ${median(rounds.map(rate)).toFixed(0)} req/s, node ${median(rounds.map((r) => r.nodeMs)).toFixed(2)} ms, pg ${median(rounds.map((r) => r.pgMs)).toFixed(2)} ms, p99 ${median(rounds.map((r) => r.p99)).toFixed(0)} ms`,
          );
      }
      if (operation.id === 'Q1') {
        rows.push(...q1Rows(results, wanted('A8') ? await measure(world, variants, operation, samples, 1, effort) : null));
        continue;
      }
      const [id, name, goal, limit, peer] = GOALS[operation.id];
      for (const path of ['hot', 'ordinary']) {
        const figures = against(results, path);
        rows.push(
          row(
            id,
            path === 'hot' ? name : name.replace(', hot', '') + ', ordinary (for information)',
            path === 'hot' ? goal : '',
            { ...figures, ...perSecondOf(results, path) },
            path === 'hot' ? atLeast(figures, limit, peer) : null,
          ),
        );
      }
    }
  } finally {
    await Promise.all([...new Set(variants.map(({ child }) => child))].map((child) => child.stop()));
  }
  return rows;
}
