import {
  LogController,
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import pino, { type Bindings, type ChildLoggerOptions } from 'pino';

/** One line a request, when it has been answered: who asked for what, the status and the time it took. */
class RequestLog extends LogController {
  /** The serialisers name what is written of a request, no header among it: to look for secrets once more would double the price. */
  private lines: FastifyBaseLogger | undefined;

  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = { req: request, res: reply, responseTime: reply.elapsedTime };
    if (error) return reply.log.error({ ...line, err: error }, 'request errored');
    // A route may log less.
    if (pino.levels.values[reply.log.level]! > pino.levels.values.info!) return;
    this.lines ??= request.server.log.child({}, { redact: [] });
    this.lines.info({ reqId: request.id, ...line }, 'request completed');
  }
}

type Line = [object: unknown, message?: string];

/**
 * The logger of one request, made when it has something to say beside its line: nearly none has, and making one costs
 * more than the line.
 */
class OwnLog {
  readonly level: string;
  private own: FastifyBaseLogger | undefined;
  private readonly parent: FastifyBaseLogger;
  private readonly bindings: Bindings;
  private readonly options: ChildLoggerOptions;

  constructor(parent: FastifyBaseLogger, bindings: Bindings, options: ChildLoggerOptions) {
    this.level = options.level ?? parent.level;
    this.parent = parent;
    this.bindings = bindings;
    this.options = options;
  }

  private get log(): FastifyBaseLogger {
    return (this.own ??= this.parent.child(this.bindings, this.options));
  }

  child(bindings: Bindings, options?: ChildLoggerOptions): FastifyBaseLogger {
    return this.log.child(bindings, options);
  }
  fatal(...line: Line): void {
    this.log.fatal(...line);
  }
  error(...line: Line): void {
    this.log.error(...line);
  }
  warn(...line: Line): void {
    this.log.warn(...line);
  }
  info(...line: Line): void {
    this.log.info(...line);
  }
  debug(...line: Line): void {
    this.log.debug(...line);
  }
  trace(...line: Line): void {
    this.log.trace(...line);
  }
  silent(): void {}
}

/** How Fastify logs requests. */
export const requestLogging = (): Pick<FastifyServerOptions, 'logController' | 'childLoggerFactory'> => ({
  logController: new RequestLog(),
  childLoggerFactory: (logger, bindings, options) => new OwnLog(logger, bindings, options),
});
