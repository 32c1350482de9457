import { setTimeout as sleep } from 'node:timers/promises';
import { parse, validate } from 'graphql';
import { isCompiledQuery } from 'graphql-jit';
import { liveContext } from '../../src/app/context.ts';
import { createCompiler } from '../../src/app/jit-executor.ts';
import { maskError } from '../../src/app/mask-error.ts';
import { buildAppSchema } from '../../src/app/schema.ts';
import { createLocalBus } from '../../src/events/bus-local.ts';
import type { Wire } from '../../src/events/frame.ts';
import { createHub } from '../../src/events/hub.ts';
import { runCompiled } from '../../src/events/hub-execution.ts';
import { liveRule } from '../../src/events/live-rule.ts';
import { readLog } from '../../src/events/read-log.ts';
import { createSequencer } from '../../src/events/sequencer.ts';
import { openCursor } from '../../src/events/stream-cursor.ts';
import { caseFilter, everything, type StreamFilter } from '../../src/events/stream-filter.ts';
import { createTail } from '../../src/events/tail.ts';
import type { TestTeam, World } from '../world.ts';

const FACTS = 'id level title stage version intent amountYuan contacts { name }';
const MESSAGE = `{
  cursor
  event {
    __typename id version maskedFields
    ... on CaseEvent { actorTeam { id } case { ${FACTS} shares { team { id } } } }
    ... on LeadEvent { actorTeam { id } lead { ${FACTS} } }
    ... on LeadRegistered { source }
    ... on LeadUpdated { changes { field was: from is: to } }
    ... on CaseUpdated { changes { field was: from is: to } }
    ... on LeadScreened { leadFrom: from }
    ... on LeadDeclined { leadFrom: from }
    ... on CaseStageMoved { caseFrom: from to }
    ... on CaseShareEvent { team { id } role grantedLevel }
    ... on ActivityAdded { activity { text isPrivate } }
    ... on ContactAdded { actorTeam { id } contact { name } lead { ${FACTS} } case { ${FACTS} shares { team { id } } } }
  }
  signal { __typename ... on AccessRevoked { recordId } }
}`;
const FEED = `subscription Feed($after: String) { stream: teamFeed(after: $after) ${MESSAGE} }`;
const OF_CASE = `subscription OfCase($caseId: ID!, $after: String) { stream: caseEvents(caseId: $caseId, after: $after) ${MESSAGE} }`;

/** A message as it came over the wire. */
export interface Frame {
  cursor: string;
  event: ({ __typename: string; id: string; version: number | null; maskedFields: string[] } & Record<string, unknown>) | null;
  signal: { __typename: string; recordId?: string } | null;
}
/** One subscription of a team. */
export interface Stream {
  frames: Frame[];
  /** Positions of the frames, as their cursors say. */
  positions(): number[];
  hasEnded(): boolean;
}

/** A stream that its client may close. */
export interface OpenStream extends Stream {
  close(): Promise<unknown>;
}

const LONG_MS = 1_000_000;
const PATIENCE_MS = 60_000;

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await sleep(5);
  }
}

/** Bodies are shared by many sockets: each is read once. */
function reader() {
  const known = new WeakMap<Buffer, Frame>();
  return (body: Buffer): Frame => {
    const found = known.get(body);
    if (found) return found;
    const { payload } = JSON.parse(`{"payload":${body.toString()}`) as {
      payload: { data: { stream: Frame } | null; errors?: unknown };
    };
    if (payload.errors || !payload.data) throw new Error(`a frame with errors: ${JSON.stringify(payload)}`);
    known.set(body, payload.data.stream);
    return payload.data.stream;
  };
}

/** A node's log and hub as the server has them, told when to deliver; only the sockets are not real. */
export async function createLiveNode(world: World) {
  const schema = await buildAppSchema();
  const compile = createCompiler(schema);
  const documents = new Map([FEED, OF_CASE].map((text) => [text, parse(text)]));
  for (const document of documents.values()) for (const error of validate(schema, document, [liveRule])) throw error;
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const [pool, bus, now] = [world.db.system, createLocalBus(), () => world.clock.now()];
  const sequencer = createSequencer({ pool, bus, intervalMs: LONG_MS, onError });
  const tail = await createTail({ pool, bus, start: 'end', onError });
  const hub = createHub({
    tail,
    readLog: (after, limit) => readLog(pool, after, limit),
    replayDays: 30,
    read: world.db.readSystem,
    run: runCompiled((hash, document, name) => {
      const compiled = compile(hash, document, name);
      return isCompiledQuery(compiled) ? (compiled as never) : compiled;
    }),
    seal: world.seal,
    now,
    makeLiveContext: (level) => liveContext({ db: world.db, seal: world.seal, now }, level),
    maskError: (error) => maskError(error, 'stream', { error: onError }),
    progressMs: LONG_MS,
    onError,
  });
  let delivered = 0;
  tail.onBatch((events) => void (delivered = events.at(-1)!.pos));
  const read = reader();

  const subscribe = async (team: TestTeam, text: string, filter: StreamFilter, variables: object, after: string | null) => {
    const frames: Frame[] = [];
    let isOpen = true;
    const wire: Wire = {
      laggingSinceMs: null,
      write: (_, body) => frames.push(read(body)) > 0,
      buffered: () => 0,
      isOpen: () => isOpen,
      close: (code, reason) => onError(new Error(`closed with ${code}: ${reason}`)),
    };
    const operation = { hash: text, document: documents.get(text)!, operationName: null, variables: { ...variables, after } };
    const iterable = await hub.open({ wire, id: 'a', viewer: world.viewer(team), operation }, filter, after);
    const ends = iterable[Symbol.asyncIterator]();
    void ends.next().then(() => (isOpen = false));
    const position = ({ cursor }: Frame) => openCursor(world.seal, cursor, filter.hash)!.pos;
    const stream: OpenStream = {
      frames,
      positions: () => frames.map(position),
      hasEnded: () => !isOpen,
      close: async () => ends.return?.(),
    };
    return stream;
  };
  /** Everything up to now has been replayed: the progress that says so is the last that came. */
  const caughtUp = (stream: Stream) => () => {
    const last = stream.frames.at(-1);
    return stream.hasEnded() || (last?.signal?.__typename === 'StreamProgress' && stream.positions().at(-1) === hub.position());
  };

  return {
    errors,
    async feed(team: TestTeam, after: string | null) {
      const stream = await subscribe(team, FEED, everything(), {}, after);
      await until('the feed has caught up', caughtUp(stream));
      return stream;
    },
    async ofCase(team: TestTeam, caseId: string, after: string | null) {
      const stream = await subscribe(team, OF_CASE, caseFilter(caseId)!, { caseId }, after);
      await until('the stream of the case has caught up', caughtUp(stream));
      return stream;
    },
    /** Numbers and delivers all that was committed. */
    async deliver() {
      const [row] = await world.db.readSystem<{ n: number }>('select count(*)::int as n from event');
      sequencer.kick();
      await until('all is delivered', () => delivered >= row!.n);
    },
    async close() {
      await sequencer.stop();
      await tail.stop();
      await hub.stop();
    },
  };
}
export type LiveNode = Awaited<ReturnType<typeof createLiveNode>>;
