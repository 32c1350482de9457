import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { FAULT_CODES } from '../kernel/fault.ts';

interface Log {
  error(fields: object, message: string): void;
}

const OURS: ReadonlySet<unknown> = new Set(FAULT_CODES);

interface Named {
  code: string;
  message: string;
  retryAfter?: number;
}
const OVERLOADED: Named = { code: 'OVERLOADED', message: '系统繁忙，请稍后重试', retryAfter: 1 };
const UNAVAILABLE: Named = { code: 'UNAVAILABLE', message: '数据库暂不可用，请稍后重试' };
/** A character, a number or a day that no column holds: second net behind the rules of each field. */
const UNSTORABLE: Named = { code: 'BAD_USER_INPUT', message: '取值含有无法保存的字符或超出可保存的范围，请更正' };
const TIMEOUT: Named = { code: 'TIMEOUT', message: '处理超时，请缩小范围后重试' };

/** Codes of PostgreSQL and of the network, by prefix, that have a name of their own on the wire. */
const BY_CODE: ReadonlyArray<readonly [prefix: string, Named]> = [
  ['57014', TIMEOUT],
  ['55P03', TIMEOUT],
  ['53300', OVERLOADED],
  ['40001', OVERLOADED],
  ['40P01', OVERLOADED],
  ['08', UNAVAILABLE],
  ['57P', UNAVAILABLE],
  ['ECONN', UNAVAILABLE],
  ['ETIMEDOUT', UNAVAILABLE],
  ['EPIPE', UNAVAILABLE],
  ['ENOTFOUND', UNAVAILABLE],
  ['EHOSTUNREACH', UNAVAILABLE],
  ['22003', UNSTORABLE],
  ['22007', UNSTORABLE],
  ['22008', UNSTORABLE],
  ['22021', UNSTORABLE],
  ['22P05', UNSTORABLE],
  ['25006', { code: 'UNAVAILABLE', message: '数据库处于只读状态，暂不能写入' }],
];
/** Errors of the pool carry no code. */
const BY_MESSAGE: ReadonlyArray<readonly [part: string, Named]> = [
  ['timeout exceeded when trying to connect', OVERLOADED],
  ['Connection terminated', UNAVAILABLE],
];

/** What PostgreSQL, the network and the pool refuse, by its name on the wire. */
function known(cause: unknown): Named | undefined {
  const { code = '', message = '' } = (cause ?? {}) as { code?: string; message?: string };
  const named =
    BY_CODE.find(([prefix]) => String(code).startsWith(prefix)) ?? BY_MESSAGE.find(([part]) => message.includes(part));
  return named?.[1];
}

/** Asking again at once would only add to it: a full pool, a statement given up, a database that is not there. */
export const isKnownRefusal = (error: unknown): boolean => known(error) !== undefined;

const ECHOED_CHARACTERS = 300;

/** A variable that does not fit its type: both executors say so without a code, and before any field has a path. */
function badVariable({ path, message }: GraphQLError): Named | undefined {
  if (path !== undefined || !message.startsWith('Variable "$')) return undefined;
  return { code: 'BAD_USER_INPUT', message: `变量与其类型不符：${message.slice(0, ECHOED_CHARACTERS)}` };
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
  const named = badVariable(graphql) ?? known(cause) ?? known((cause as { cause?: unknown })?.cause);
  if (!named) log.error({ err: cause, requestId }, 'unexpected error');
  const { message, ...rest } = named ?? { code: 'INTERNAL', message: '系统内部错误，请凭请求编号联系管理员' };
  return { message, ...extra, extensions: { ...rest, requestId } };
}
