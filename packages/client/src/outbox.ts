/** Between the stream and its consumer: a bounded queue that is read by `next`. */
export class Outbox<M> {
  readonly #limit: number;
  readonly #hasRoom: () => void;
  readonly #asking: Array<Deferred<IteratorResult<M, undefined>>> = [];
  #waiting: M[] = [];
  #end: { error?: unknown } | undefined;

  /** `hasRoom` is called when a full queue has been read down to its half. */
  constructor(limit: number, hasRoom: () => void) {
    this.#limit = Math.max(1, limit);
    this.#hasRoom = hasRoom;
  }
  get count(): number {
    return this.#waiting.length;
  }
  get isFull(): boolean {
    return this.count >= this.#limit;
  }
  push(message: M): void {
    const ask = this.#asking.shift();
    if (ask) ask.resolve({ done: false, value: message });
    else this.#waiting.push(message);
  }
  /** No more will come: what waits is still handed out, then the error is thrown, if there is one. */
  end(how: { error?: unknown }): void {
    this.#end ??= how;
    for (const ask of this.#asking.splice(0)) {
      if ('error' in this.#end) ask.reject(this.#end.error);
      else ask.resolve(DONE);
    }
  }
  /** What waits is forgotten. */
  drop(): void {
    this.#waiting = [];
    this.end({});
  }
  async next(): Promise<IteratorResult<M, undefined>> {
    const message = this.#waiting.shift();
    if (message !== undefined) {
      if (this.count === Math.floor(this.#limit / 2)) this.#hasRoom();
      return { done: false, value: message };
    }
    if (this.#end && 'error' in this.#end) throw this.#end.error;
    if (this.#end) return DONE;
    const ask = deferred<IteratorResult<M, undefined>>();
    this.#asking.push(ask);
    return ask.promise;
  }
}
const DONE = { done: true, value: undefined } as const;

export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}
export function deferred<T>(): Deferred<T> {
  let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
