import { pause, waitMs, type RetryBounds } from './backoff.ts';
import { openConnection, type Connection, type WebSocketImpl } from './connection.ts';
import { ConnectionRefused, SignInRefused, type ClientFailure } from './failures.ts';
import { socketUrl, type Nodes } from './nodes.ts';
import type { Tokens } from './tokens.ts';
import { verdictOfClose } from './verdict.ts';

/** What goes on with a connection, for a log or a lamp in the window. */
export type ConnectionState =
  | { state: 'connecting' | 'connected'; url: string }
  | { state: 'waiting'; url: string; code: number; reason: string; waitMs: number }
  | { state: 'over'; error: ClientFailure };

/** A stream, as the link carries it. */
export interface Rider {
  /** Here is a connection: subscribe. */
  ride(connection: Connection): void;
  /** The connection is gone; another will come. */
  dropped(): void;
  fail(error: ClientFailure): void;
}
export interface LinkDeps {
  tokens: Tokens;
  nodes: Nodes;
  webSocketImpl: WebSocketImpl;
  retry: RetryBounds;
  connectMs: number;
  onState: (state: ConnectionState) => void;
}
/** How one connection went. */
interface Life {
  url: string;
  code: number;
  reason: string;
  heldMs: number;
  /** Set when there is nothing to go on with. */
  error?: ClientFailure;
}
const NO_CONNECTION = 1006;
/** New tokens that may be refused in a row. */
const REFUSALS = 3;

/** Keeps a connection up for as long as somebody rides on it. */
export class Link {
  readonly #deps: LinkDeps;
  readonly #riders = new Set<Rider>();
  #connection: Connection | undefined;
  #isRunning = false;
  #leaving = new AbortController();

  constructor(deps: LinkDeps) {
    this.#deps = deps;
  }
  get count(): number {
    return this.#riders.size;
  }
  add(rider: Rider): void {
    this.#riders.add(rider);
    if (this.#connection?.isOpen()) rider.ride(this.#connection);
    if (!this.#isRunning) void this.#run();
  }
  remove(rider: Rider): void {
    if (!this.#riders.delete(rider) || this.#riders.size > 0) return;
    this.#leaving.abort();
    this.#connection?.close();
  }
  /** Resolves when there is no connection. */
  async ended(): Promise<void> {
    await this.#connection?.ended;
  }

  async #run(): Promise<void> {
    const { retry, onState } = this.#deps;
    this.#isRunning = true;
    let [attempt, refusals] = [0, 0];
    while (this.#riders.size > 0) {
      this.#leaving = new AbortController();
      const life = await this.#live();
      const wantsToken = verdictOfClose(life.code) === 'sign in';
      // A connection that ends at once is not dialled at once, however politely it ended.
      if (life.heldMs >= retry.maxMs) attempt = 0;
      if (life.heldMs >= retry.firstMs) refusals = 0;
      if (wantsToken) refusals += 1;
      const error = refusals > REFUSALS ? new SignInRefused('UNAUTHENTICATED', life.reason) : life.error;
      if (error) {
        this.#giveUp(error);
      } else if (this.#riders.size > 0) {
        const ms = wantsToken && refusals === 1 ? 0 : waitMs(attempt++, retry);
        onState({ state: 'waiting', url: life.url, code: life.code, reason: life.reason, waitMs: ms });
        await pause(ms, this.#leaving.signal);
      }
    }
    this.#isRunning = false;
  }

  #giveUp(error: ClientFailure): void {
    this.#deps.onState({ state: 'over', error });
    for (const rider of this.#riders) rider.fail(error);
  }

  /** One connection, from finding a token to its end. */
  async #live(): Promise<Life> {
    const { tokens, nodes } = this.#deps;
    let url = '';
    try {
      url = await nodes.current();
      const token = await tokens.current();
      url = await nodes.current();
      if (this.#riders.size === 0) return { url, code: NO_CONNECTION, reason: '', heldMs: 0 };
      const life = await this.#hold(url, token);
      const verdict = verdictOfClose(life.code);
      if (verdict === 'sign in') tokens.refused(token);
      else nodes.failed(url);
      return verdict === 'give up' ? { ...life, error: new ConnectionRefused(life.code, life.reason) } : life;
    } catch (error) {
      // A node that can give no new token may be one that has lost its database.
      if (url !== '') nodes.failed(url);
      const reason = error instanceof Error ? error.message : String(error);
      return { url, code: NO_CONNECTION, reason, heldMs: 0, ...(error instanceof SignInRefused && { error }) };
    }
  }

  async #hold(url: string, token: string): Promise<Life> {
    const { webSocketImpl, connectMs, onState } = this.#deps;
    onState({ state: 'connecting', url });
    const connection = (this.#connection = openConnection(socketUrl(url), token, webSocketImpl, connectMs));
    const isReady = await connection.ready;
    const since = performance.now();
    if (isReady) {
      onState({ state: 'connected', url });
      for (const rider of this.#riders) rider.ride(connection);
    }
    const { code, reason } = await connection.ended;
    this.#connection = undefined;
    for (const rider of this.#riders) rider.dropped();
    return { url, code, reason, heldMs: isReady ? performance.now() - since : 0 };
  }
}
