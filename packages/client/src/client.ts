import { RETRY, type RetryBounds } from './backoff.ts';
import type { WebSocketImpl } from './connection.ts';
import { Link, type ConnectionState } from './link.ts';
import type { EventShape, StreamMessage } from './messages.ts';
import { createNodes, type NodeUrls } from './nodes.ts';
import { createPost, type Fetch, type Variables } from './requests.ts';
import { Stream, type StreamOptions } from './stream.ts';
import { createRequest, createTokens, type Credentials, type TokenOptions } from './tokens.ts';

export { STREAM_FIELDS } from './messages.ts';
export type { AccessRevoked, EventFailed, EventMessage, EventShape, StreamGap, StreamMessage } from './messages.ts';
export * from './failures.ts';
export type {
  ConnectionState,
  Credentials,
  NodeUrls,
  RetryBounds,
  Stream,
  StreamOptions,
  TokenOptions,
  Variables,
  WebSocketImpl,
};

export interface ClientOptions extends TokenOptions {
  /** Where the servers are. With several, the next one is taken when one fails. */
  url: NodeUrls;
  /** Bounds of the waits between attempts; they never stop. */
  retry?: Partial<RetryBounds>;
  /** A stream that hears nothing for so long is on a dead connection; 25,000 unless told (the server speaks every 10 s). */
  idleMs?: number;
  /** How long dialling and signing in may take; 10,000 unless told. */
  connectMs?: number;
  /** How long a request, the renewal of a token included, may take; 30,000 unless told. */
  requestMs?: number;
  /** `WebSocket` and `fetch` of the platform unless told. */
  webSocketImpl?: WebSocketImpl;
  fetch?: Fetch;
  onState?: (state: ConnectionState) => void;
  /** An event came again and was dropped. The server repeats nothing behind a cursor: something in between did, or it has a defect. */
  onRepeated?: (eventId: string) => void;
}
/** Callbacks of `listen`. A message is waited for before the next one is handed over. */
export interface Listener<E> {
  message(message: StreamMessage<E>): void | Promise<void>;
  /** The stream is over for good. */
  error(error: unknown): void;
  /** The stream ended: it was closed, or its record is no longer shared. */
  end?(): void;
}
export interface Client {
  /** Signs a person in; the token is renewed by itself for as long as the server lets it. Returns the token. */
  signIn(credentials: Credentials): Promise<string>;
  /** A query or mutation over HTTP. */
  request<T>(document: string, variables?: Variables): Promise<T>;
  /** A subscription that takes `$after` and selects `STREAM_FIELDS` and `event { id }`. */
  stream<E extends EventShape>(document: string, variables?: Variables, options?: StreamOptions): Stream<E>;
  /** The same with callbacks. */
  listen<E extends EventShape>(
    document: string,
    variables: Variables,
    listener: Listener<E>,
    options?: StreamOptions,
  ): Pick<Stream<E>, 'cursor' | 'ready' | 'close'>;
  /** Ends all streams and connections. */
  close(): Promise<void>;
}

const IDLE_MS = 25_000;
const CONNECT_MS = 10_000;
const REQUEST_MS = 30_000;
/** The server takes 20 subscriptions a socket. */
const STREAMS_A_LINK = 20;
const FAREWELL_MS = 1_000;

export function createClient(options: ClientOptions): Client {
  const nodes = createNodes(options.url);
  const { fetch = (...args) => globalThis.fetch(...args), requestMs = REQUEST_MS } = options;
  const post = createPost(nodes, fetch, requestMs);
  const tokens = createTokens(post, options);
  const retry = { ...RETRY, ...options.retry };
  const links: Link[] = [];
  const streams = new Set<{ close(): void }>();

  const linkWithRoom = (): Link => {
    const found = links.find((each) => each.count < STREAMS_A_LINK);
    // Whoever waits for a stream would wait for ever, as no attempt could succeed.
    const webSocketImpl = options.webSocketImpl ?? globalThis.WebSocket;
    if (!webSocketImpl) throw new TypeError('webSocketImpl: this platform has no WebSocket; hand in that of ws');
    const { connectMs = CONNECT_MS, onState = () => {} } = options;
    const link = found ?? new Link({ tokens, nodes, retry, webSocketImpl, connectMs, onState: reporting(onState) });
    if (!found) links.push(link);
    return link;
  };
  const stream = <E extends EventShape>(document: string, variables: Variables = {}, more: StreamOptions = {}): Stream<E> => {
    // Without it the server would begin at now after every reconnect, and nobody would notice.
    if (!/\bafter\s*:\s*\$after\b/.test(document)) throw new TypeError('the document must hand on its cursor: (after: $after)');
    const onOver = (over: { close(): void }) => void streams.delete(over);
    const { idleMs = IDLE_MS, onRepeated = () => {} } = options;
    const opened = new Stream<E>(
      { link: linkWithRoom(), document, variables, retry, idleMs, onRepeated: reporting(onRepeated), onOver },
      more,
    );
    streams.add(opened);
    return opened;
  };
  return {
    signIn: tokens.signIn,
    request: createRequest(post, tokens),
    stream,
    listen<E extends EventShape>(document: string, variables: Variables, listener: Listener<E>, more?: StreamOptions) {
      const opened = stream<E>(document, variables, more);
      void pump(opened, listener);
      return opened;
    },
    async close() {
      for (const each of streams) each.close();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise((done) => (timer = setTimeout(done, FAREWELL_MS)));
      await Promise.race([Promise.all(links.map((link) => link.ended())), late]);
      clearTimeout(timer);
    },
  };
}

/** What a callback throws is reported as what nobody catches, and the streams go on. */
const reporting =
  <A>(tell: (said: A) => void) =>
  (said: A): void => {
    try {
      tell(said);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };

async function pump<E extends EventShape>(stream: Stream<E>, { message, error, end }: Listener<E>): Promise<void> {
  try {
    for await (const each of stream) await message(each);
  } catch (failure) {
    stream.close();
    return error(failure);
  }
  end?.();
}
