import { createClient, STREAM_FIELDS, type StreamMessage } from '@zhaoshang/client';
import { WebSocket } from 'ws';
import { createCaller } from './caller.ts';
import type { FaultyCluster } from './faulty-cluster.ts';
import type { Recorder } from './history.ts';
import type { Random } from './random.ts';
import type { Member } from './workload.ts';

interface Heard {
  id: string;
}

/** Reads the record behind each event too, so that a delivery costs what it costs in life. */
const FEED = `subscription ($after: String) {
  teamFeed(after: $after) {
    ${STREAM_FIELDS}
    event { id kind version ... on CaseEvent { case { id title level } } ... on LeadEvent { lead { id title level } } }
  }
}`;
const RETRY = { firstMs: 100, maxMs: 1_000 };

export interface ListenerOptions {
  cluster: FaultyCluster;
  member: Member;
  random: Random;
  history: Recorder;
  /** The last position before anything is written. */
  from: number;
}

/** A team that listens through the client that users have, and writes down what it was told. */
export async function startListener({ cluster, member, random, history, from }: ListenerOptions) {
  const nodes = random.shuffled(cluster.nodes);
  const caller = createCaller({ nodes, random, ...member });
  const after = await caller.asOf();
  const client = createClient({
    url: nodes.map(({ url }) => url),
    authenticate: () => caller.signIn(),
    webSocketImpl: WebSocket,
    retry: RETRY,
    idleMs: 12_000,
    connectMs: 3_000,
    // The client drops what comes twice; a server that repeats itself behind a cursor is at fault all the same.
    onRepeated: (event) => history.say({ type: 'repeated', event }),
    onState: (state) => state.state === 'connected' && history.say({ type: 'connected', node: state.url }),
  });
  await client.signIn(member);
  history.say({ type: 'open', team: member.team.id, kind: member.team.kind, from });
  const message = (told: StreamMessage<Heard>): void => {
    if (told.type === 'Event') history.say({ type: 'receive', event: told.event.id, cursor: told.cursor });
    else if (told.type === 'AccessRevoked') history.say({ type: 'revoked', record: told.recordId, cursor: told.cursor });
    else if (told.type === 'StreamGap') history.say({ type: 'gap', cursor: told.cursor });
    else history.say({ type: 'fault', name: 'event failed', detail: JSON.stringify(told.errors) });
  };
  const error = (failure: unknown): void => history.say({ type: 'fault', name: 'stream over', detail: String(failure) });
  const stream = client.listen<Heard>(FEED, {}, { message, error }, { after });
  await stream.ready;
  return { close: () => client.close() };
}
export type Listener = Awaited<ReturnType<typeof startListener>>;
