/** Everything this client throws. `code` is stable; the message is for people. */
export class ClientFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
    this.name = new.target.name;
  }
}

/** There is no token to go on with: the password, the refresh token or a fresh token was refused. Sign in again. */
export class SignInRefused extends ClientFailure {}

/** The server will not open this stream, and asking again would not help: `NOT_FOUND`, `BAD_CURSOR`, `NOT_LIVE`, … */
export class StreamRefused extends ClientFailure {}

/** The server closed the connection with a code that says the client is at fault. */
export class ConnectionRefused extends ClientFailure {
  readonly closeCode: number;
  constructor(closeCode: number, reason: string) {
    super('CONNECTION_REFUSED', reason || `the server closed the connection with ${closeCode}`);
    this.closeCode = closeCode;
  }
}

/** No answer came: the outcome of a mutation is unknown. Ask again with the same idempotency key. */
export class Unreachable extends ClientFailure {
  constructor(url: string, cause: unknown) {
    super('UNREACHABLE', `${url} did not answer`);
    this.cause = cause;
  }
}

export interface AnswerError {
  message: string;
  path?: ReadonlyArray<string | number>;
  extensions?: { code?: string; requestId?: string; retryAfter?: number };
}

/** The server answered with top-level errors (`docs/errors.md`); `code`, `requestId` and `retryAfter` are the first one's. */
export class RequestFailed extends ClientFailure {
  readonly status: number;
  readonly errors: readonly AnswerError[];
  readonly requestId: string | undefined;
  /** Seconds to wait before asking again, where the server says so. */
  readonly retryAfter: number | undefined;
  constructor(status: number, errors: readonly AnswerError[]) {
    const first = errors[0];
    super(first?.extensions?.code ?? 'NOT_GRAPHQL', first?.message ?? `the server answered with status ${status}`);
    this.status = status;
    this.errors = errors;
    this.requestId = first?.extensions?.requestId;
    this.retryAfter = first?.extensions?.retryAfter;
  }
}
