import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { FAULT_CODES } from '../kernel/fault.ts';

interface Log {
  error(fields: object, message: string): void;
}

const OURS: ReadonlySet<unknown> = new Set(FAULT_CODES);

/** Errors of the database and the pool that have a name of their own on the wire. */
function known(cause: unknown): { code: string; message: string } | null {
  const { code, message = '' } = (cause ?? {}) as { code?: string; message?: string };
  if (code === '57014' || code === '55P03') return { code: 'TIMEOUT', message: '处理超时，请缩小范围后重试' };
  if (message.includes('timeout exceeded when trying to connect') || code === '53300') return { code: 'OVERLOADED', message: '系统繁忙，请稍后重试' };
  if (code?.startsWith('08') || code?.startsWith('57P') || code === 'ECONNREFUSED' || code === 'ECONNRESET' || message.startsWith('Connection terminated')) {
    return { code: 'UNAVAILABLE', message: '数据库暂不可用，请稍后重试' };
  }
  if (code === '25006') return { code: 'UNAVAILABLE', message: '数据库处于只读状态，暂不能写入' };
  return null;
}

/** What leaves the server: our own codes as they are, everything else as INTERNAL with the request's id; the log keeps all. */
export function maskError(error: unknown, requestId: string, log: Log): GraphQLFormattedError {
  const graphql = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
  const extra = { path: graphql.path, locations: graphql.locations };
  if (OURS.has(graphql.extensions.code)) {
    const { code, stacktrace: _, ...rest } = graphql.extensions as Record<string, unknown>;
    return { message: graphql.message, ...extra, extensions: { code, ...rest, requestId } };
  }
  const cause = graphql.originalError ?? error;
  const named = known(cause) ?? known((cause as { cause?: unknown })?.cause);
  if (!named) log.error({ err: cause, requestId }, 'unexpected error');
  return { message: named?.message ?? '系统内部错误，请凭请求编号联系管理员', ...extra, extensions: { code: named?.code ?? 'INTERNAL', requestId } };
}
