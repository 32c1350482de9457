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
  const requests = new Map<string, Buffer[]>(
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
/** Undecided where a run leaves out what the goal is measured against. */
function atLeast(figures: ReturnType<typeof against>, limit: number, peer: number, mercurius = 0): boolean | null {
  const pairs = [
    [figures.ratioLimit, limit],
    [figures.ratioPeer, peer],
    [figures.ratioMercurius, mercurius],
  ] as const;
  if (pairs.some(([value, least]) => value === null && least > 0)) return null;
  return pairs.every(([value, least]) => (value ?? 0) >= least);
}
const atMost = (value: number | null, most: number): boolean | null => (value === null ? null : value <= most);
const perSecondOf = (results: Results, name: string) => ({ value: median(results.get(name)!.map(rate)), unit: 'req/s' });
const measured = (results: Results, name: string): boolean => (results.get(name)?.length ?? 0) > 0;

function hotRows(results: Results): Row[] {
  const hot = against(results, 'hot');
  const cpu = ratio(results, 'hot', 'limit', (r) => r.cpuMs);
  const tail = ratio(results, 'hot', 'limit', (r) => r.p99);
  const p99 = median(results.get('hot')!.map((r) => r.p99));
  return [
    row(
      'A2',
      'Q1 list, hot document, 16 connections',
      '≥ 0.90 · 2.5 · 1.3',
      { ...hot, ...perSecondOf(results, 'hot') },
      atLeast(hot, 0.9, 2.5, 1.3),
    ),
    row('A3', 'Q1 CPU per request, hot', '≤ 1.10', { ratioLimit: cpu }, atMost(cpu, 1.1)),
    row('A7', 'Q1 hot, p99', '≤ 1.3', { ratioLimit: tail, value: p99, unit: 'ms' }, atMost(tail, 1.3)),
  ];
}

function ordinaryRows(results: Results): Row[] {
  const ordinary = against(results, 'ordinary');
  const cpu = ratio(results, 'ordinary', 'limit', (r) => r.cpuMs);
  return [
    row(
      'A1',
      'Q1 list, ordinary document, 16 connections',
      '≥ 0.65 · 2.0 · 1.0',
      { ...ordinary, ...perSecondOf(results, 'ordinary') },
      atLeast(ordinary, 0.65, 2, 1),
    ),
    row('A3', 'Q1 CPU per request, ordinary', '≤ 1.25', { ratioLimit: cpu }, atMost(cpu, 1.25)),
  ];
}

const listRows = (results: Results): Row[] => [
  ...(measured(results, 'ordinary') ? ordinaryRows(results) : []),
  ...(measured(results, 'hot') ? hotRows(results) : []),
];

/** At one connection: against whichever of the two is faster. */
function aloneRows(results: Results): Row[] {
  if (!measured(results, 'hot')) return [];
  const [limit, mercurius] = ['limit', 'mercurius'].map((base) => ratio(results, 'hot', base, (r) => r.p50));
  const p50 = median(results.get('hot')!.map((r) => r.p50));
  return [
    row(
      'A8',
      'Q1 hot at one connection, p50',
      '≤ 1.15 of the faster',
      { ratioLimit: limit, ratioMercurius: mercurius, value: p50, unit: 'ms' },
      limit == null || mercurius == null ? null : Math.max(limit, mercurius) <= 1.15,
    ),
  ];
}

const GOALS = {
  Q2: ['A4', 'Q2 case page', '≥ 0.75 · 2.8', 0.75, 2.8],
  Q3: ['A5', 'Q3 chain map', '≥ 0.85 · 2.7', 0.85, 2.7],
  Q4: ['A6', 'Q4 search in 200,000 names', '≥ 0.9', 0.9, 0],
} as const;

function pageRows(operation: keyof typeof GOALS, results: Results): Row[] {
  const [id, name, goal, limit, peer] = GOALS[operation];
  return ['hot', 'ordinary']
    .filter((path) => measured(results, path))
    .map((path) => {
      const figures = { ...against(results, path), ...perSecondOf(results, path) };
      return path === 'hot'
        ? row(id, `${name}, hot`, goal, figures, atLeast(figures, limit, peer))
        : row(id, `${name}, ordinary (for information)`, '', figures, null);
    });
}

function tell(operation: Operation, results: Results, log: (line: string) => void): void {
  const middle = (rounds: readonly Result[], of: (result: Result) => number, digits: number) =>
    median(rounds.map(of)).toFixed(digits);
  for (const [name, rounds] of results) {
    log(
      `${operation.id} ${name}: ${middle(rounds, rate, 0)} req/s, node ${middle(rounds, (r) => r.nodeMs, 3)} ms, pg ${middle(rounds, (r) => r.pgMs, 3)} ms, p50 ${middle(rounds, (r) => r.p50, 1)} ms, p99 ${middle(rounds, (r) => r.p99, 0)} ms`,
    );
  }
}

const AT_16 = ['A1', 'A2', 'A3', 'A7'];
const NEEDED: Record<Operation['id'], readonly string[]> = {
  Q1: [...AT_16, 'A8'],
  Q2: ['A4'],
  Q3: ['A5'],
  Q4: ['A6'],
};

/** A1 to A8. */
export async function queryRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  const which = operations.filter(({ id }) => NEEDED[id].some(wanted));
  if (which.length === 0) return [];
  const samples = await readSamples(world.adminUrl);
  const variants = await startVariants(world, samples, effort.variants);
  const rows: Row[] = [];
  try {
    await verify(variants, effort.rounds > 1 ? samples : samples.slice(0, 8), which);
    for (const operation of which) {
      const run = async (connections: number): Promise<Results> => {
        const results = await measure(world, variants, operation, samples, connections, effort);
        tell(operation, results, log);
        return results;
      };
      if (operation.id !== 'Q1') {
        rows.push(...pageRows(operation.id, await run(16)));
        continue;
      }
      if (AT_16.some(wanted)) rows.push(...listRows(await run(16)));
      if (wanted('A8')) rows.push(...aloneRows(await run(1)));
    }
  } finally {
    await Promise.all([...new Set(variants.map(({ child }) => child))].map((child) => child.stop()));
  }
  return rows;
}
