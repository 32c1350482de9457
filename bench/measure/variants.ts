import { post } from '../clients/http-load.ts';
import type { Operation, Sample } from '../operations/operations.ts';
import type { World } from '../world/build-world.ts';
import { listeningPort, startChild, type Child } from './child.ts';
import { startOurs, tokensOf } from './ours.ts';

/** One server that answers the operations, and how it is asked. */
export interface Variant {
  name: VariantName;
  child: Child;
  request: (operation: Operation, sample: Sample) => Buffer;
  reshape: (operation: Operation) => (data: never) => unknown;
}

const same = () => (data: never) => data;

export const VARIANTS = ['limit', 'postgraphile', 'mercurius', 'hot', 'ordinary'] as const;
export type VariantName = (typeof VARIANTS)[number];
/** Program of each variant: hot and ordinary are two ways of asking the same server. */
const PROGRAM = {
  limit: 'limit',
  postgraphile: 'postgraphile',
  mercurius: 'mercurius',
  hot: 'ours',
  ordinary: 'ours',
} as const;
type Program = (typeof PROGRAM)[VariantName];

/** The wanted variants at once, each program in its own process on its own port, with a pool of ten. */
export async function startVariants(
  world: World,
  samples: readonly Sample[],
  wanted: readonly VariantName[],
): Promise<Variant[]> {
  const programs = [...new Set(wanted.map((name) => PROGRAM[name]))];
  const children = await allOrNone(
    programs.map((name) =>
      name === 'ours'
        ? startOurs(world.url)
        : startChild(name, [`bench/peers/${name}.ts`], { DATABASE_URL: world.adminUrl }, listeningPort),
    ),
  );
  const child = new Map<Program, Child>(programs.map((name, i) => [name, children[i]!]));
  const ours = child.get('ours');
  const asked = askedAs(ours ? await tokensByTeam(ours.port, samples) : new Map());
  return wanted.map((name) => ({ name, child: child.get(PROGRAM[name])!, ...asked[name] }));
}

/** How each variant is asked, and its answer brought to our shape. */
const askedAs = (tokenOf: ReadonlyMap<string, string>): Record<VariantName, Omit<Variant, 'name' | 'child'>> => {
  const ours = (document: string): Omit<Variant, 'name' | 'child'> => ({
    reshape: same,
    request: (operation, sample) =>
      post(
        '/graphql',
        { authorization: `Bearer ${tokenOf.get(sample.team)}` },
        JSON.stringify({ query: operation.document + document, variables: operation.variables(sample) }),
      ),
  });
  return {
    limit: {
      reshape: same,
      request: (operation, sample) =>
        post(`/${operation.id}`, {}, JSON.stringify({ team: sample.team, values: operation.values(sample) })),
    },
    postgraphile: {
      reshape: (operation) => operation.reshape,
      request: (operation, sample) =>
        post('/graphql', {}, JSON.stringify({ query: operation.peerDocument, variables: operation.peerVariables(sample) })),
    },
    mercurius: {
      reshape: same,
      request: (operation, sample) =>
        post(
          '/graphql',
          { 'x-team': sample.team },
          JSON.stringify({ query: operation.document, variables: operation.variables(sample) }),
        ),
    },
    hot: ours(''),
    // The same document with a comment has another hash: the ordinary path.
    ordinary: ours('\n# ordinary\n'),
  };
};

/** Districts are teams 2 to 24 of the world, and so are their clients; samples come in the order of codes. */
async function tokensByTeam(port: number, samples: readonly Sample[]): Promise<Map<string, string>> {
  const teams = [...new Set(samples.map(({ team }) => team))];
  const tokens = await tokensOf(
    port,
    teams.map((_, i) => i + 2),
  );
  return new Map([...tokens.values()].map((token) => [teamIn(token), token]));
}

/** One that does not start takes the others with it: no process is left behind. */
async function allOrNone(starting: readonly Promise<Child>[]): Promise<Child[]> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((each) => each.status === 'rejected');
  const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (!failed) return started;
  await Promise.all(started.map((child) => child.stop()));
  throw failed.reason;
}

const teamIn = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')) as { team: string }).team;
