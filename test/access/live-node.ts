import { setTimeout as sleep } from 'node:timers/promises';
import { createSourceEventStream, parse, validate } from 'graphql';
import { isCompiledQuery } from 'graphql-jit';
import { liveContext } from '../../src/app/context.ts';
import { createGate } from '../../src/app/gate.ts';
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
import { FEED, OF_CASE, reader, type Frame, type OpenStream, type Stream } from './live-frames.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import type { TestTeam, World } from '../world.ts';

const LONG_MS = 1_000_000;
const PATIENCE_MS = 60_000;

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await sleep(5);
  }
}

/** The log and the hub, as the server has them. */
async function openLog(world: World, onError: (error: unknown) => void, executed: () => void) {
  const schema = await buildAppSchema();
  const compile = createCompiler(schema);
  const documents = new Map([FEED, OF_CASE].map((text) => [text, parse(text)]));
  for (const document of documents.values()) for (const error of validate(schema, document, [liveRule])) throw error;
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
    metrics: { executions: { inc: executed } },
  });
  return { schema, documents, sequencer, tail, hub };
}
type LiveLog = Awaited<ReturnType<typeof openLog>>;

interface Asked {
  text: string;
  filter: StreamFilter;
  variables: object;
  after: string | null;
}

/** Opens streams over wires that keep what is written to them. */
function subscribing(world: World, { hub, documents }: LiveLog, onError: (error: unknown) => void) {
  const read = reader();
  return async (team: TestTeam, { text, filter, variables, after }: Asked): Promise<OpenStream> => {
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
    await until('the stream has caught up', () => stream.hasEnded() || isUpTo(stream, hub.position()));
    return stream;
  };
}

/** Everything up to a position has been replayed: the progress that says so is the last that came. */
const isUpTo = (stream: Stream, position: number): boolean =>
  stream.frames.at(-1)?.signal?.__typename === 'StreamProgress' && stream.positions().at(-1) === position;

/** What a client of a document of its own was written, as bytes. */
export interface Tapped {
  frames(): { body: Buffer; pos: number; cursor: string }[];
  close(): Promise<unknown>;
}

interface Asking {
  query: string;
  variables: Record<string, unknown>;
}

/** Any document that the gate admits, opened as the socket's protocol opens it. The document selects `stream: … { cursor … }`. */
function tapping(world: World, { hub, schema }: LiveLog, onError: (error: unknown) => void) {
  const gate = createGate(schema);
  const admit = ({ query, variables }: Asking) => {
    const viewer = world.viewer({ id: 'tap', code: 'tap', kind: TeamKind.CITY, parentId: null });
    return gate.admit({ transport: 'ws', query, variables, viewer, bucket: { capacity: 1e12, perSecond: 1e12 } });
  };
  const admits = (asking: Asking): boolean => {
    try {
      return Boolean(admit(asking));
    } catch {
      return false;
    }
  };
  /** Null when the team may not see the case that the stream is about. */
  const tap = async (team: TestTeam, asking: Asking, id: string): Promise<Tapped | null> => {
    const { document, hash } = admit(asking);
    const { variables } = asking;
    const bodies: Buffer[] = [];
    let filterHash = '';
    const wire: Wire = {
      laggingSinceMs: null,
      write: (_, body) => bodies.push(body) > 0,
      buffered: () => 0,
      isOpen: () => true,
      close: (code, reason) => onError(new Error(`closed with ${code}: ${reason}`)),
    };
    const contextValue = {
      openStream: (filter: StreamFilter, after: string | null) => {
        filterHash = filter.hash;
        const operation = { hash, document, operationName: null, variables };
        return hub.open({ wire, id, viewer: world.viewer(team), operation }, filter, after);
      },
    };
    const stream = await createSourceEventStream({ schema, document, contextValue, variableValues: variables });
    if (!(Symbol.asyncIterator in stream)) return null;
    await until('the stream is greeted', () => bodies.length > 0);
    return {
      frames: () =>
        bodies.map((body) => {
          const { payload } = JSON.parse(`{"payload":${body.toString()}`) as { payload: { data: { stream: Frame } | null } };
          if (!payload.data) throw new Error(`no data: ${body.toString()} for ${JSON.stringify(asking)}`);
          const { cursor } = payload.data.stream;
          return { body, cursor, pos: openCursor(world.seal, cursor, filterHash)!.pos };
        }),
      close: async () => stream[Symbol.asyncIterator]().return?.(),
    };
  };
  return { admits, tap };
}

/** A node with nothing but a log and streams, told when to deliver; only the sockets are not real. */
export async function createLiveNode(world: World) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  let executions = 0;
  const log = await openLog(world, onError, () => void (executions += 1));
  const subscribe = subscribing(world, log, onError);
  let delivered = 0;
  log.tail.onBatch((events) => void (delivered = events.at(-1)!.pos));
  return {
    errors,
    schema: log.schema,
    executions: () => executions,
    ...tapping(world, log, onError),
    position: log.hub.position,
    feed: (team: TestTeam, after: string | null) => subscribe(team, { text: FEED, filter: everything(), variables: {}, after }),
    ofCase: (team: TestTeam, caseId: string, after: string | null) =>
      subscribe(team, { text: OF_CASE, filter: caseFilter(caseId)!, variables: { caseId }, after }),
    /** Numbers and delivers all that was committed. */
    async deliver() {
      const [row] = await world.db.readSystem<{ n: number }>('select count(*)::int as n from event');
      log.sequencer.kick();
      await until('all is delivered', () => delivered >= row!.n);
    },
    async close() {
      await log.sequencer.stop();
      await log.tail.stop();
      await log.hub.stop();
    },
  };
}
export type LiveNode = Awaited<ReturnType<typeof createLiveNode>>;
