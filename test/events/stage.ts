import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { isCompiledQuery } from 'graphql-jit';
import { WebSocket } from 'ws';
import { liveContext } from '../../src/app/context.ts';
import { createGate } from '../../src/app/gate.ts';
import { createCompiler } from '../../src/app/jit-executor.ts';
import { maskError } from '../../src/app/mask-error.ts';
import type { SocketLimits } from '../../src/app/socket-admission.ts';
import { registerSockets } from '../../src/app/sockets.ts';
import { createHub, type HubDeps } from '../../src/events/hub.ts';
import { runCompiled } from '../../src/events/hub-execution.ts';
import type { LoggedEvent, Tail } from '../../src/events/logged-event.ts';
import { createRing } from '../../src/events/tail-ring.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import type { Viewer } from '../../src/kernel/viewer.ts';
import type { TestTeam, World } from '../world.ts';
import { stageSchema } from './stage-schema.ts';

/** A log in memory and a tail moved by hand. */
export function handTail() {
  const log: LoggedEvent[] = [];
  const ring = createRing(10_000);
  let applied = 0;
  let listener: ((events: readonly LoggedEvent[]) => void | Promise<void>) | undefined;
  const tail: Tail = {
    position: () => applied,
    recent: (after, limit) => ring.after(after, applied, limit),
    onBatch: (each) => {
      listener = each;
      return () => (listener = undefined);
    },
    kick: () => {},
    stop: async () => {},
  };
  let turn = Promise.resolve();
  return {
    log,
    tail,
    /** In the log, not yet told. */
    append: (event: Partial<LoggedEvent>): LoggedEvent => {
      const whole: LoggedEvent = {
        uuid: randomUUID(),
        kind: 'CASE_STAGE_MOVED',
        subjectType: 'Case',
        subjectId: event.guardId ?? randomUUID(),
        version: 1,
        guardKind: event.guardId ? 'CASE' : null,
        guardId: null,
        minimum: 1,
        payload: {},
        actorPersonId: null,
        actorClientId: null,
        actorTeamId: randomUUID(),
        audience: null,
        revoked: null,
        at: new Date(),
        ...event,
        pos: log.length + 1,
      };
      log.push(whole);
      return whole;
    },
    /** Tells the hub of everything in the log; resolves when it is delivered. */
    apply: (): Promise<void> => {
      const batch = log.slice(applied);
      applied = log.length;
      ring.push(batch);
      turn = turn.then(() => listener?.(batch));
      return turn;
    },
    readLog: async (after: number, limit: number) => log.slice(after, after + limit),
  };
}

/** A server with nothing but sockets, over the real hub, gate and schema transform. */
export async function createStage(world: World, more: Partial<HubDeps> = {}, limits: Partial<SocketLimits> = {}) {
  const schema = await stageSchema();
  const hand = handTail();
  const compile = createCompiler(schema);
  const errors: unknown[] = [];
  const log = { error: (fields: object) => void errors.push(fields) };
  const counted = { executions: 0, lagging: 0, refused: 0 };
  const deps: HubDeps = {
    tail: hand.tail,
    readLog: hand.readLog,
    read: world.db.readSystem,
    run: runCompiled((hash, document, name) => {
      const compiled = compile(hash, document, name);
      return isCompiledQuery(compiled) ? (compiled as never) : compiled;
    }),
    seal: world.seal,
    now: () => world.clock.now(),
    makeLiveContext: (level) => liveContext({ db: world.db, seal: world.seal, now: () => world.clock.now() }, level),
    maskError: (error) => maskError(error, 'stream', log),
    replayDays: 30,
    // Far off: whoever counts executions or messages would count the progress of a slow run too.
    progressMs: 600_000,
    onError: (error) => void errors.push(error),
    metrics: { executions: { inc: () => void (counted.executions += 1) }, lagging: { inc: () => void (counted.lagging += 1) } },
    ...more,
  };
  const hub = createHub(deps);
  const gate = createGate(schema);
  const signedIn = new Map<string, { viewer: Viewer; expiresAt: number }>();
  const checks = { wait: null as Promise<void> | null };
  const app = Fastify();
  const sockets = registerSockets(app, {
    schema,
    hub,
    admit: gate.admit,
    authenticate: (token) => {
      const who = signedIn.get(token) ?? null;
      return checks.wait ? checks.wait.then(() => who) : who;
    },
    allowedOrigins: ['https://zs.example.cn'],
    limits: { node: 10_000, address: 10_000, team: 10_000, ...limits },
    refused: () => void (counted.refused += 1),
    log,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;

  const token = (
    team: TestTeam,
    { expiresInMs = 3_600_000, ...viewer }: Partial<Viewer> & { expiresInMs?: number } = {},
  ): string => {
    const made = randomUUID();
    const bucket = { capacity: 1e9, perSecond: 1e9 };
    signedIn.set(made, {
      viewer: world.viewer(team, { personId: made, ...viewer }),
      expiresAt: Date.now() + expiresInMs,
      bucket,
    } as never);
    return made;
  };

  return {
    ...hand,
    hub,
    sockets,
    url,
    errors,
    counted,
    schema,
    token,
    /** While set, tokens are looked at no sooner. */
    checks,
    deps,
    listen: (team: TestTeam, query: string, variables: object = {}) => listen(url, token(team), query, variables),
    connect: (authorization?: string) => connect(url, authorization),
    /** A case that these teams may see at these ranks. */
    case: async (ranks: Array<[TestTeam, number]>) => {
      const uuid = randomUUID();
      for (const [team, level] of ranks) await world.insert('access', accessRow(uuid, team, level));
      return { uuid, id: globalId('Case', uuid), audience: Object.fromEntries(ranks.map(([team, level]) => [team.id, level])) };
    },
    access: (uuid: string, team: TestTeam, level: number) => world.insert('access', accessRow(uuid, team, level)),
    withdraw: (uuid: string, team: TestTeam) =>
      world.db.readSystem('delete from access where subject_id = $1 and team_id = $2', [uuid, team.id]),
    close: async () => {
      await sockets.closeAll();
      await hub.stop();
      await app.close();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof createStage>>;

const accessRow = (uuid: string, team: TestTeam, level: number) => ({
  subject_id: uuid,
  team_id: team.id,
  kind: 'CASE',
  level,
  stage: 'NEGOTIATING',
  updated_at: new Date(),
});

export interface Message {
  id?: string;
  type: string;
  payload?: {
    data?: Record<string, Streamed> | null;
    errors?: Array<{ message: string; extensions: { code: string } }>;
  } & Array<{ message: string; extensions: { code: string } }>;
}
export interface Streamed {
  cursor: string;
  event: Record<string, unknown> | null;
  signal: ({ __typename: string } & Record<string, unknown>) | null;
}
type Heard = Record<string, unknown>;

/** A bare client: everything that came, as it came. */
export async function connect(url: string, authorization?: string, headers: Record<string, string> = {}) {
  const ws = new WebSocket(url, 'graphql-transport-ws', { headers });
  const messages: Message[] = [];
  const raw: string[] = [];
  let closed: { code: number; reason: string } | undefined;
  ws.on('message', (data) => {
    raw.push(String(data));
    messages.push(JSON.parse(String(data)) as Message);
  });
  ws.on('close', (code, reason) => (closed = { code, reason: String(reason) }));
  const failed = new Promise<Error>((resolve) => ws.on('error', resolve));
  const opened = await Promise.race([new Promise<true>((resolve) => ws.once('open', () => resolve(true))), failed]);
  if (opened !== true) throw opened;
  const client = {
    ws,
    messages,
    raw,
    closed: () => closed,
    send: (message: object | string) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: async (what: () => unknown, timeoutMs = 20_000) => {
      const end = Date.now() + timeoutMs;
      while (!what()) {
        if (Date.now() > end) throw new Error(`waited in vain: ${JSON.stringify({ messages: messages.slice(-5), closed })}`);
        await sleep(5);
      }
    },
  };
  if (authorization !== undefined) {
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${authorization}` } });
    await client.until(() => closed !== undefined || messages.some((m) => m.type === 'connection_ack'));
  }
  return client;
}
export type Client = Awaited<ReturnType<typeof connect>>;

/** A client with one running stream. */
export async function listen(url: string, token: string, query: string, variables: object = {}) {
  const client = await connect(url, token);
  client.send({ id: 'a', type: 'subscribe', payload: { query, variables } });
  const streamed = (): Streamed[] =>
    client.messages
      .filter((m) => m.type === 'next')
      .map((m) => Object.values(m.payload!.data ?? { none: { cursor: '', event: null, signal: null } })[0]!);
  const whole = {
    ...client,
    streamed,
    events: () => streamed().flatMap((s): Heard[] => (s.event ? [s.event] : [])),
    signals: () => streamed().flatMap((s) => (s.signal ? [s.signal] : [])),
    ended: () => client.messages.some((m) => m.type === 'complete'),
    failure: () => client.messages.find((m) => m.type === 'error')?.payload?.[0],
    cursor: () => streamed().at(-1)!.cursor,
  };
  await client.until(() => streamed().length > 0 || whole.failure() || client.closed());
  return whole;
}

const SIGNALS = '... on StreamGap { message } ... on AccessRevoked { recordId recordKind } ... on StreamProgress { at }';
const MESSAGE = `{ cursor event { __typename kind version ... on CaseStageMoved { title intent phone stageNow maskedFields } } signal { __typename ${SIGNALS} } }`;
export const TEAM_FEED = `subscription ($after: String) { teamFeed(after: $after) ${MESSAGE} }`;
export const EVENTS = `subscription ($filter: EventFilter, $after: String) { events(filter: $filter, after: $after) ${MESSAGE} }`;
export const CASE_EVENTS = `subscription ($caseId: ID!, $after: String) { caseEvents(caseId: $caseId, after: $after) ${MESSAGE} }`;
