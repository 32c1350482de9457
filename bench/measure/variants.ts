import { post } from '../clients/http-load.ts';
import type { Operation, Sample } from '../operations/operations.ts';
import type { World } from '../world/build-world.ts';
import { listeningPort, startChild, type Child } from './child.ts';
import { startOurs, tokensOf } from './ours.ts';

/** One server that answers the operations, and how it is asked. */
export interface Variant {
  name: string;
  child: Child;
  request: (operation: Operation, sample: Sample) => Buffer;
  reshape: (operation: Operation) => (data: never) => unknown;
}

const same = () => (data: never) => data;

/** Every variant at once, each in its own process on its own port, with a pool of ten. */
export async function startVariants(world: World, samples: readonly Sample[]): Promise<Variant[]> {
  const peer = (name: string): Promise<Child> =>
    startChild(name, [`bench/peers/${name}.ts`], { DATABASE_URL: world.adminUrl }, listeningPort);
  const [limit, postgraphile, mercurius, ours] = await allOrNone([
    peer('limit'),
    peer('postgraphile'),
    peer('mercurius'),
    startOurs(world.url),
  ]);
  const teams = [...new Set(samples.map(({ team }) => team))];
  const tokens = await tokensOf(
    ours.port,
    teams.map((_, i) => i + 2),
  );
  // Districts are teams 2 to 24 of the world, and so are their clients; samples come in the order of codes.
  const tokenOf = new Map<string, string>();
  for (const token of tokens.values()) tokenOf.set(teamIn(token), token);
  const asked = (document: string) => (operation: Operation, sample: Sample) =>
    post(
      '/graphql',
      { authorization: `Bearer ${tokenOf.get(sample.team)}` },
      JSON.stringify({ query: operation.document + document, variables: operation.variables(sample) }),
    );
  return [
    {
      name: 'limit',
      child: limit,
      reshape: same,
      request: (operation, sample) =>
        post(`/${operation.id}`, {}, JSON.stringify({ team: sample.team, values: operation.values(sample) })),
    },
    {
      name: 'postgraphile',
      child: postgraphile,
      reshape: (operation) => operation.reshape,
      request: (operation, sample) =>
        post('/graphql', {}, JSON.stringify({ query: operation.peerDocument, variables: operation.peerVariables(sample) })),
    },
    {
      name: 'mercurius',
      child: mercurius,
      reshape: same,
      request: (operation, sample) =>
        post(
          '/graphql',
          { 'x-team': sample.team },
          JSON.stringify({ query: operation.document, variables: operation.variables(sample) }),
        ),
    },
    { name: 'hot', child: ours, reshape: same, request: asked('') },
    // The same document with a comment has another hash: the ordinary path.
    { name: 'ordinary', child: ours, reshape: same, request: asked('\n# ordinary\n') },
  ];
}

/** One that does not start takes the others with it: no process is left behind. */
async function allOrNone(starting: readonly Promise<Child>[]): Promise<[Child, Child, Child, Child]> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((each) => each.status === 'rejected');
  const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (!failed) return started as [Child, Child, Child, Child];
  await Promise.all(started.map((child) => child.stop()));
  throw failed.reason;
}

const teamIn = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')) as { team: string }).team;
