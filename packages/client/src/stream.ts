import { waitMs, type RetryBounds } from './backoff.ts';
import type { Connection } from './connection.ts';
import { StreamRefused, type AnswerError, type ClientFailure } from './failures.ts';
import type { Link, Rider } from './link.ts';
import { readMessage, type EventShape, type Payload, type StreamMessage } from './messages.ts';
import { News } from './news.ts';
import { deferred, Outbox } from './outbox.ts';
import type { Variables } from './requests.ts';
import { verdictOfError } from './verdict.ts';

export interface StreamOptions {
  /** Cursor to begin behind: of a stream that was read before, or `asOf` of a list. Without it: from now on. */
  after?: string | null;
  /** Messages kept for a consumer that does not read; 1,000 unless told. Beyond, the stream stops and later goes on from its cursor. */
  buffer?: number;
}
export interface StreamDeps {
  link: Link;
  document: string;
  variables: Variables;
  retry: RetryBounds;
  idleMs: number;
  onRepeated: (eventId: string) => void;
  onOver: (stream: { close(): void }) => void;
}
const BUFFER = 1_000;
/** How often the server is asked again for an event that it could not show. */
const TRIES = 3;

/** Every message once and in order, whatever happens to the connection. Read it with `for await`, or `next`. */
export class Stream<E extends EventShape> implements AsyncIterableIterator<StreamMessage<E>>, Rider {
  readonly #deps: StreamDeps;
  readonly #outbox: Outbox<StreamMessage<E>>;
  readonly #news = new News();
  readonly #begun = deferred<void>();
  /** What was received; the next subscription goes on behind it. */
  #received: string | null;
  /** What was handed to the consumer. */
  #handed: string | null;
  #connection: Connection | undefined;
  /** The present subscription; whatever an earlier one still says is not heard. */
  #unsubscribe: (() => void) | undefined;
  #isOver = false;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #restarts = 0;
  #failures = 0;
  #revokedLast = false;

  /** @internal Streams are made by `client.stream`. */
  constructor(deps: StreamDeps, { after = null, buffer = BUFFER }: StreamOptions) {
    this.#deps = deps;
    this.#outbox = new Outbox(buffer, () => this.#go());
    this.#received = this.#handed = after;
    this.#begun.promise.catch(() => {});
    deps.link.add(this);
  }

  /** Where a later stream goes on behind what was read of this one: keep it, and hand it in as `after`. */
  get cursor(): string | null {
    return this.#outbox.count === 0 ? this.#received : this.#handed;
  }
  /** Resolves when the server has begun: what happens from now on will come. Rejects when it never does. */
  get ready(): Promise<void> {
    return this.#begun.promise;
  }
  async next(): Promise<IteratorResult<StreamMessage<E>, undefined>> {
    const result = await this.#outbox.next();
    if (!result.done) this.#handed = result.value.cursor;
    return result;
  }
  async return(): Promise<IteratorResult<StreamMessage<E>, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
  /** Ends the stream; what was not read yet is dropped. */
  close(): void {
    this.#leave();
    this.#begun.reject(new StreamRefused('CLOSED', 'the stream was closed'));
    this.#outbox.drop();
  }

  /** @internal */
  ride(connection: Connection): void {
    this.#connection = connection;
    this.#go();
  }
  /** @internal */
  dropped(): void {
    this.#connection = undefined;
    this.#stop();
  }
  /** @internal */
  fail(error: ClientFailure): void {
    this.#leave();
    this.#begun.reject(error);
    this.#outbox.end({ error });
  }

  #go(): void {
    const connection = this.#connection;
    if (this.#isOver || this.#unsubscribe || this.#restart || this.#outbox.isFull || !connection?.isOpen()) return;
    const { document: query, variables } = this.#deps;
    let isPresent = true;
    this.#revokedLast = false;
    const leave = connection.subscribe(
      { query, variables: { ...variables, after: this.#received } },
      {
        next: (payload) => isPresent && this.#take(payload as Payload),
        error: (errors) => isPresent && Array.isArray(errors) && this.#refused(errors as AnswerError[]),
        complete: () => isPresent && connection.isOpen() && this.#completed(),
      },
    );
    this.#unsubscribe = () => {
      isPresent = false;
      leave();
    };
    this.#heardAt = performance.now();
    this.#watchOver();
  }

  #stop(): void {
    clearTimeout(this.#watch);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #again(leastMs = 0): void {
    this.#stop();
    const go = () => {
      this.#restart = undefined;
      this.#go();
    };
    this.#restart = setTimeout(go, leastMs + waitMs(this.#restarts++, this.#deps.retry));
  }

  /** The server says something at least every ten seconds; a stream that is silent for longer is not one. */
  #watchOver(): void {
    clearTimeout(this.#watch);
    const leftMs = this.#heardAt + this.#deps.idleMs - performance.now();
    if (leftMs <= 0) return this.#connection?.cut();
    this.#watch = setTimeout(() => this.#watchOver(), leftMs);
  }

  #take(payload: Payload): void {
    this.#heardAt = performance.now();
    const read = readMessage<E>(payload);
    if (read.type === 'Unreadable')
      return this.fail(new StreamRefused('BAD_DOCUMENT', `the document must select ${read.missing}`));
    const isPoor = read.type === 'Failed' || (read.type === 'Event' && read.errors !== undefined);
    if (isPoor && ++this.#failures <= TRIES) return this.#again();
    if (read.type === 'Failed') return this.#hand({ type: 'EventFailed', errors: read.errors, cursor: this.#received });
    this.#revokedLast = read.type === 'AccessRevoked';
    // What came before does not move the cursor back either.
    if (!this.#news.isNew(read)) return read.type === 'Event' ? this.#deps.onRepeated(read.event.id) : undefined;
    this.#received = read.cursor;
    this.#restarts = this.#failures = 0;
    this.#begun.resolve();
    if (read.type !== 'Progress') this.#hand(read);
  }

  #hand(message: StreamMessage<E>): void {
    this.#outbox.push(message);
    if (this.#outbox.isFull) this.#stop();
  }

  #refused(errors: AnswerError[]): void {
    const { code, retryAfter = 0 } = errors[0]?.extensions ?? {};
    if (verdictOfError(code) === 'give up') return this.fail(new StreamRefused(code!, errors[0]!.message));
    this.#again(retryAfter * 1_000);
  }

  /** Streams of one record end behind its revocation. Every other end is the server's day, not the stream's. */
  #completed(): void {
    if (!this.#revokedLast) return this.#again();
    this.#leave();
    this.#outbox.end({});
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#restart);
    this.#stop();
    this.#deps.link.remove(this);
    this.#deps.onOver(this);
  }
}
