import { createClient, type Client, type SubscribePayload } from 'graphql-ws/client';

/** The `WebSocket` of browsers, of Node 22 or later, or of `ws`. */
export type WebSocketImpl = new (
  url: string,
  protocols?: string,
) => { addEventListener(type: 'error', listener: () => void): void };
/** What a subscription hears: payloads, then its refusal or its end. */
export interface Sink {
  next(payload: unknown): void;
  error(errors: unknown): void;
  complete(): void;
}
export interface Ending {
  code: number;
  reason: string;
}
/** One WebSocket from dialling to its end. It never comes back: whoever needs another opens another. */
export interface Connection {
  /** True when the server has acknowledged, false when it ended before. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<Ending>;
  isOpen(): boolean;
  subscribe(payload: SubscribePayload, sink: Sink): () => void;
  /** Gives up on a connection that may be dead; does not wait for the other side. */
  cut(): void;
  close(): void;
}
const NETWORK = 1006;
const ERROR_WITHOUT_CLOSE_MS = 200;

/**
 * graphql-ws repeats the first payload, with its first cursor, whenever it reconnects by itself; so it is not let:
 * no retries, and disposed of as soon as it closes, because after a close with 1000 it would dial again even so.
 */
export function openConnection(url: string, token: string, impl: WebSocketImpl, readyWithinMs: number): Connection {
  let isReady: (ready: boolean) => void;
  let hasEnded: (ending: Ending) => void;
  const ready = new Promise<boolean>((resolve) => (isReady = resolve));
  const ended = new Promise<Ending>((resolve) => (hasEnded = resolve));
  let phase: 'dialling' | 'open' | 'over' = 'dialling';
  const dispose = (): void => void Promise.resolve(client.dispose()).catch(() => {});
  const end = ({ code, reason }: Ending): void => {
    clearTimeout(patience);
    phase = 'over';
    dispose();
    isReady(false);
    hasEnded({ code, reason });
  };
  let asked = 0;
  const client: Client = createClient({
    url,
    // Short, and the same for all clients: the server encodes a message once for all who gave its operation the same id.
    generateID: () => String(++asked),
    connectionParams: { authorization: `Bearer ${token}` },
    webSocketImpl: heedless(impl),
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {},
    on: {
      connected: () => {
        clearTimeout(patience);
        phase = 'open';
        isReady(true);
      },
      closed: (event) => end(event as Ending),
      // The close that tells more follows, as a rule.
      error: (error) =>
        void setTimeout(() => end({ code: NETWORK, reason: (error as Partial<Error>).message ?? '' }), ERROR_WITHOUT_CLOSE_MS),
    },
  });
  const patience = setTimeout(() => client.terminate(), readyWithinMs);
  return {
    ready,
    ended,
    isOpen: () => phase === 'open',
    subscribe: (payload, sink) => client.subscribe(payload, sink),
    cut: () => client.terminate(),
    close() {
      if (phase !== 'open') return client.terminate();
      phase = 'over';
      dispose();
    },
  };
}

/** `ws` throws where an error has no listener, and graphql-ws takes its own away when it gives up. */
const heedless = (impl: WebSocketImpl): WebSocketImpl =>
  class extends impl {
    constructor(url: string, protocols?: string) {
      super(url, protocols);
      this.addEventListener('error', () => {});
    }
  };
