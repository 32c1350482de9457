import { LogController, type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** One line a request, when it has been answered: who asked for what, the status and the time it took. */
export class RequestLog extends LogController {
  /** The serialisers name what is written of a request, no header among it: to look for secrets once more would double the price. */
  private lines: FastifyBaseLogger | undefined;

  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = { req: request, res: reply, responseTime: reply.elapsedTime };
    if (error) return reply.log.error({ ...line, err: error }, 'request errored');
    // A route may log less.
    if (!(reply.log as Logger).isLevelEnabled('info')) return;
    this.lines ??= request.server.log.child({}, { redact: [] });
    this.lines.info({ reqId: request.id, ...line }, 'request completed');
  }
}
