import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../kernel/fault.ts';
import type { SignedIn } from '../teams/tokens.ts';
import { payerOf } from './cost-buckets.ts';
import { LIMITS, type Admitted, type Gate } from './gate.ts';
import { maskError } from './mask-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    signedIn: SignedIn | null;
    admitted: Admitted | null;
  }
}

export interface AdmissionDeps {
  gate: Gate;
  /** Told the code of every request that the gate refused. */
  refused: (code: string) => void;
  authenticate: (token: string) => Promise<SignedIn | null>;
}

const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TOO_LARGE: 413,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  UNAVAILABLE: 503,
};

/** Requests of a team that run at once, on this node. */
export type InFlight = Map<string, number>;

/** Who asks, then the gate, then a place among the team's requests. A refusal is answered here, masked, with its status. */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AdmissionDeps,
  inFlight: InFlight,
): Promise<void> {
  try {
    const body = bodyOf(request);
    const who = await signedInOf(request, deps);
    request.signedIn = who;
    const viewer = who?.viewer ?? null;
    request.admitted = deps.gate.admit({ transport: 'http', ...body, viewer, bucket: who?.bucket, address: request.ip });
    takePlace(inFlight, viewer?.teamId ?? payerOf(null, request.ip), reply);
  } catch (error) {
    const masked = maskError(error, request.id, request.log);
    const { code, retryAfter } = masked.extensions as { code: string; retryAfter?: number };
    deps.refused(code);
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    await reply.code(STATUS[code] ?? 400).send({ errors: [masked] });
  }
}

/** By name: nothing else of the body may decide how it is judged. */
function bodyOf({ body }: FastifyRequest): { query: string; variables?: Record<string, unknown>; operationName?: string } {
  if (Array.isArray(body) || typeof body !== 'object') throw fault('BAD_REQUEST', '请求体须为一个 JSON 对象，不接受批量请求');
  const { query, variables, operationName } = (body ?? {}) as {
    query: string;
    variables?: Record<string, unknown>;
    operationName?: string;
  };
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    throw fault('BAD_REQUEST', 'variables 须为一个 JSON 对象');
  }
  return { query, variables, operationName };
}

async function signedInOf({ headers }: FastifyRequest, { authenticate }: AdmissionDeps): Promise<SignedIn | null> {
  if (!headers.authorization) return null;
  const who = await authenticate(headers.authorization.replace(/^Bearer /i, ''));
  if (!who) throw fault('UNAUTHENTICATED', '令牌无效、已过期或已撤销，请重新登录');
  return who;
}

function takePlace(inFlight: InFlight, key: string, reply: FastifyReply): void {
  const running = inFlight.get(key) ?? 0;
  if (running >= LIMITS.inFlight) throw fault('OVERLOADED', '本团队同时进行的请求过多，请稍后重试', { retryAfter: 1 });
  inFlight.set(key, running + 1);
  reply.raw.once('close', () => {
    const left = (inFlight.get(key) ?? 1) - 1;
    if (left > 0) inFlight.set(key, left);
    else inFlight.delete(key);
  });
}
