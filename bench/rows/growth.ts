import { load, post } from '../clients/http-load.ts';
import type { Child } from '../measure/child.ts';
import type { Effort } from '../measure/effort.ts';
import { startOurs, tokensOf } from '../measure/ours.ts';
import { interleaved, median, percentile, ratio } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import { operations } from '../operations/operations.ts';
import { STAGES } from '../operations/samples.ts';
import { openWorld, type World } from '../world/build-world.ts';

const TIMES = 10;
/** Clients of one team of each kind: a park sees a twentieth of the cases, a district a fifth, the city all of them. */
const TEAMS = { park: 30, district: 5, city: 1 } as const;
const NAMES = Object.keys(TEAMS) as (keyof typeof TEAMS)[];
const SIZES = ['small', 'large'] as const;

const DOCUMENTS = {
  page: operations.find(({ id }) => id === 'Q1')!.document,
  count: 'query($stage: CaseStage!) { cases(filter: { stage: $stage }, first: 1) { nodes { id } totalCount } }',
};
type What = keyof typeof DOCUMENTS;

interface Server {
  child: Child;
  tokens: ReadonlyMap<number, string>;
}

async function serve(world: World): Promise<Server> {
  const child = await startOurs(world.url);
  return { child, tokens: await tokensOf(child.port, Object.values(TEAMS)) };
}

/** One client that asks for each stage in turn, over one connection; p50 in ms. */
async function ask({ child, tokens }: Server, what: What, client: number, durationMs: number): Promise<number> {
  const authorization = `Bearer ${tokens.get(client)}`;
  const requests = STAGES.map((stage) =>
    post('/graphql', { authorization }, JSON.stringify({ query: DOCUMENTS[what], variables: { stage } })),
  );
  return percentile((await load(child.port, requests, 1, durationMs)).latenciesMs, 0.5);
}

/** Large ÷ small, of the team that suffers most from growth. */
async function worst(what: What, servers: Record<string, Server>, effort: Effort, log: (line: string) => void) {
  for (const server of Object.values(servers))
    for (const name of NAMES) await ask(server, what, TEAMS[name], effort.warmUpMs / NAMES.length);
  let found = { times: 0, ms: NaN };
  for (const name of NAMES) {
    const results = await interleaved(effort.rounds, SIZES, (size) => ask(servers[size]!, what, TEAMS[name], effort.roundMs / 2));
    const times = ratio(results, 'large', 'small', (ms) => ms)!;
    const [small, large] = SIZES.map((size) => median(results.get(size)!));
    log(
      `growth of ${what}, ${name}: p50 ${small!.toFixed(2)} ms, ${large!.toFixed(2)} ms with ${TIMES} times the cases: ${times.toFixed(2)}`,
    );
    if (times > found.times) found = { times, ms: large! };
  }
  return found;
}

/** D1 and D2: the same questions to a world of ten times the cases, kept beside the usual one. */
export async function growthRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  if (!wanted('D1') && !wanted('D2')) return [];
  const large = await openWorld({ cases: world.cases * TIMES, companies: world.companies }, log);
  const servers: Record<string, Server> = {};
  const span = `${large.cases.toLocaleString('en-US')} ÷ ${world.cases.toLocaleString('en-US')} cases`;
  const rows: Row[] = [];
  try {
    servers.small = await serve(world);
    servers.large = await serve(large);
    for (const [id, what, name, most] of [
      ['D1', 'page', 'Q1 hot, p50', 1.3],
      ['D2', 'count', 'list count, capped, p50', 2],
    ] as const) {
      if (!wanted(id)) continue;
      const { times, ms } = await worst(what, servers, effort, log);
      log(`${id}: ${ms.toFixed(2)} ms`);
      rows.push(
        row(
          id,
          `${name}: ${span}, worst of park, district and city`,
          `≤ ${most.toFixed(1)}`,
          { value: times, unit: '×' },
          times <= most,
        ),
      );
    }
    return rows;
  } finally {
    await Promise.all(Object.values(servers).map(({ child }) => child.stop()));
    await large.stop();
  }
}
