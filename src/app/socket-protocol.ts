import { randomUUID } from 'node:crypto';
import { createSourceEventStream, GraphQLError, type GraphQLSchema } from 'graphql';
import { makeServer, type Context, type Server, type SubscribePayload } from 'graphql-ws';
import type { Wire } from '../events/frame.ts';
import type { Hub } from '../events/hub.ts';
import type { StreamCtx } from '../events/stream.resolver.ts';
import { fault } from '../kernel/fault.ts';
import type { Gate } from './gate.ts';
import type { SignedIn } from '../teams/tokens.ts';
import { maskError } from './mask-error.ts';

/** What one socket carries through the protocol. */
export interface Session {
  readonly wire: Wire;
  signedIn: SignedIn | null;
}
/** Codes and reasons that a socket is closed with. */
export interface Close {
  code: number;
  reason: string;
}
export interface ProtocolDeps {
  schema: GraphQLSchema;
  hub: Pick<Hub, 'open'>;
  admit: Gate['admit'];
  authenticate: (token: string) => SignedIn | null | Promise<SignedIn | null>;
  /** The socket is to act for somebody: watch the token's end. What to close with when it may not. */
  signedIn: (session: Session, who: SignedIn) => Close | null;
  /** Told the code of every subscription that was refused. */
  refused?: (code: string) => void;
  log: { error(fields: object, message: string): void; debug?(fields: object, message: string): void };
}

const INIT_TIMEOUT_MS = 3_000;
const SUBSCRIPTIONS = 20;
const ID_CHARACTERS = 128;
export const SIGN_IN_AGAIN = 4403;
const NO_TOKEN: Close = { code: SIGN_IN_AGAIN, reason: 'UNAUTHENTICATED: connectionParams.authorization 缺少令牌' };
export const BAD_TOKEN: Close = { code: SIGN_IN_AGAIN, reason: 'UNAUTHENTICATED: 令牌无效、已过期或已撤销' };

/** graphql-ws keeps the handshake, pings and completion; messages of streams go past it, straight to the wire. */
export function createProtocol(deps: ProtocolDeps): Server<Session> {
  return makeServer<Record<string, unknown>, Session>({
    schema: deps.schema,
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: (ctx) => signIn(ctx, deps),
    onSubscribe: async (ctx, id, payload) => {
      const opening = hold(ctx, id);
      const opened = await open(ctx, id, payload, deps).catch((error: unknown) => [masked(error, deps)]);
      if (!opening.isOver) return opened;
      // By now the id may be another operation's: graphql-ws would take the one for the other, so it hears no more of this one.
      if (!Array.isArray(opened)) await opened.stream.return(undefined);
      return new Promise<never>(() => {});
    },
    subscribe: (args) => (args as unknown as Opened).stream as never,
  });
}

/** Closes by itself, so that the client learns why; a false would say "Forbidden" only. */
async function signIn(ctx: Context<Record<string, unknown>, Session>, deps: ProtocolDeps): Promise<boolean> {
  const session = ctx.extra;
  const header = ctx.connectionParams?.authorization;
  // The secret is not kept for the socket's life.
  Object.assign(ctx, { connectionParams: undefined });
  const token = typeof header === 'string' ? header.replace(/^Bearer /i, '') : '';
  const who = token === '' ? null : await deps.authenticate(token);
  const close = who ? deps.signedIn(session, who) : token === '' ? NO_TOKEN : BAD_TOKEN;
  if (close) session.wire.close(close.code, close.reason);
  else session.signedIn = who;
  return close === null;
}

interface Opened {
  schema: GraphQLSchema;
  document: import('graphql').DocumentNode;
  operationName: string | null;
  stream: AsyncGenerator<unknown, unknown, unknown>;
}

/**
 * Learns whether the client completes the operation, or goes, while it is still being opened. graphql-ws only looks
 * whether the id is in use, and it is when the client has used it again; the first stream would then outlive its socket.
 */
function hold({ subscriptions }: Context<Record<string, unknown>, Session>, id: string): { readonly isOver: boolean } {
  const opening = { isOver: false };
  const end = async () => {
    opening.isOver = true;
    return { done: true, value: undefined };
  };
  const held = { next: end, return: end, throw: end, [Symbol.asyncIterator]: () => held };
  Object.assign(subscriptions, { [id]: held });
  return opening;
}

async function open(
  ctx: Context<Record<string, unknown>, Session>,
  id: string,
  payload: SubscribePayload,
  deps: ProtocolDeps,
): Promise<Opened> {
  const { signedIn, wire } = ctx.extra;
  if (!signedIn) throw fault('UNAUTHENTICATED', '请先登录');
  if (id.length > ID_CHARACTERS) throw fault('BAD_REQUEST', `订阅的 id 不得超过 ${ID_CHARACTERS} 个字符`);
  if (Object.keys(ctx.subscriptions).length > SUBSCRIPTIONS) {
    throw fault('RATE_LIMITED', `每个连接至多 ${SUBSCRIPTIONS} 个订阅，请先结束不再需要的订阅`);
  }
  const { viewer, bucket } = signedIn;
  const operationName = payload.operationName ?? null;
  const variables = payload.variables ?? {};
  const { document, hash } = deps.admit({
    transport: 'ws',
    query: payload.query,
    variables,
    operationName,
    viewer,
    ...(bucket && { bucket }),
  });
  const contextValue: StreamCtx = {
    openStream: (filter, after) =>
      deps.hub.open({ wire, id, viewer, operation: { hash, document, operationName, variables } }, filter, after),
  };
  const stream = await createSourceEventStream({
    schema: deps.schema,
    document,
    contextValue,
    variableValues: variables,
    operationName,
  });
  if (!(Symbol.asyncIterator in stream)) throw stream.errors![0]!;
  // graphql-ws keeps the message for the subscription's life; its text lives on in the gate's documents.
  Object.assign(payload, { query: '', variables: undefined });
  return { schema: deps.schema, document, operationName, stream: stream as Opened['stream'] };
}

function masked(error: unknown, { log, refused }: ProtocolDeps): GraphQLError {
  const { message, extensions } = maskError(error, randomUUID(), log);
  refused?.(String(extensions?.code));
  return new GraphQLError(message, { extensions: extensions ?? {} });
}
