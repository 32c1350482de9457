import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { z } from 'zod';
import type { Bus, Hint } from './bus.ts';
import { createLocalBus } from './bus-local.ts';
import type { LoggedEvent } from './logged-event.ts';

const SUBJECT = 'zhaoshang.log';
const RETRY_MS = 1_000;
const PING_MS = 10_000;
/** NATS refuses messages above 1 MiB: a larger batch goes as its position alone and is read from PostgreSQL. */
const MAX_BYTES = 512 * 1024;

export interface NatsBusOptions {
  url: string;
  onState: (connected: boolean, reason?: Error) => void;
  onStrange?: (() => void) | undefined;
}

const uuid = z.guid();
const message = z.object({
  pos: z.int().positive(),
  events: z
    .array(
      z.object({
        pos: z.int().positive(),
        uuid,
        kind: z.string(),
        subjectType: z.string(),
        subjectId: uuid,
        version: z.int().nullable(),
        guardKind: z.enum(['LEAD', 'CASE']).nullable(),
        guardId: uuid.nullable(),
        minimum: z.int().min(1).max(3),
        payload: z.record(z.string(), z.unknown()),
        actorPersonId: uuid.nullable(),
        actorClientId: uuid.nullable(),
        actorTeamId: uuid,
        audience: z.record(z.string(), z.int().min(1).max(3)).nullable(),
        revoked: z.array(uuid).nullable(),
        at: z.iso.datetime().transform((text) => new Date(text)),
      }),
    )
    .optional(),
});

export function encodeHint({ pos, events }: Hint): string {
  if (!events) return JSON.stringify({ pos });
  const full = JSON.stringify({ pos, events });
  return Buffer.byteLength(full) > MAX_BYTES ? JSON.stringify({ pos }) : full;
}

/** Undefined for what is no hint: others may use the same NATS. */
export function decodeHint(text: string): Hint | undefined {
  try {
    const { data } = message.safeParse(JSON.parse(text));
    return data && { pos: data.pos, ...(data.events && { events: data.events satisfies LoggedEvent[] }) };
  } catch {
    return undefined;
  }
}

/** Core NATS: no stream and no acknowledgement, as the log is in PostgreSQL. Connects and reconnects for ever in the background. */
export function createNatsBus({ url, onState, onStrange }: NatsBusOptions): Bus {
  const near = createLocalBus();
  let connection: NatsConnection | undefined;
  let closing = false;
  let connected: boolean | undefined;
  const tell = (now: boolean, reason?: Error) => {
    if (!closing && connected !== now) onState(now, reason);
    connected = now;
  };

  const follow = async (nats: NatsConnection) => {
    nats.subscribe(SUBJECT, {
      callback: (error, received) => {
        const hint = error ? undefined : decodeHint(received.string());
        if (hint) near.publish(hint);
        else onStrange?.();
      },
    });
    tell(true);
    for await (const { type } of nats.status()) {
      if (type === 'disconnect') tell(false, new Error('NATS 连接断开'));
      if (type === 'reconnect') tell(true);
    }
  };

  let retry: NodeJS.Timeout | undefined;
  let wake = () => {};
  const run = async () => {
    while (!closing) {
      try {
        const nats = await connect(optionsOf(url));
        if (closing) return await nats.close();
        connection = nats;
        await follow(nats);
        tell(false, (await nats.closed()) as Error | undefined);
      } catch (error) {
        tell(false, error as Error);
      }
      if (closing) return;
      await new Promise<void>((done) => {
        wake = done;
        retry = setTimeout(done, RETRY_MS);
      });
    }
  };
  const running = run();

  return {
    publish: (hint) => {
      near.publish(hint);
      if (connected && connection && !connection.isClosed()) connection.publish(SUBJECT, encodeHint(hint));
    },
    onHint: near.onHint,
    close: async () => {
      closing = true;
      clearTimeout(retry);
      wake();
      await near.close();
      await connection?.close();
      await running;
    },
  };
}

const optionsOf = (url: string): NodeConnectionOptions => ({
  servers: new URL(url).host,
  ...(url.startsWith('tls:') && { tls: {} }),
  ...credentials(url),
  name: 'zhaoshang',
  noEcho: true,
  waitOnFirstConnect: false,
  maxReconnectAttempts: -1,
  reconnectTimeWait: RETRY_MS,
  pingInterval: PING_MS,
  maxPingOut: 1,
  timeout: 2_000,
});

function credentials(url: string): { user?: string; pass?: string; token?: string } {
  const { username, password } = new URL(url);
  if (username && password) return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return username ? { token: decodeURIComponent(username) } : {};
}
