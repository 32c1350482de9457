import { GraphQLError } from 'graphql';

/** Codes of top-level errors: the request itself was refused, not a rule of the domain. See `docs/errors.md`. */
export const FAULT_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'BAD_CURSOR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'TOO_LARGE',
  'TOO_MANY_TOKENS',
  'TOO_DEEP',
  'TOO_MANY_ALIASES',
  'TOO_MANY_ROOT_FIELDS',
  'COST_EXCEEDED',
  'RATE_LIMITED',
  'OVERLOADED',
  'TIMEOUT',
  'SUBSCRIPTIONS_ONLY',
  'NOT_LIVE',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** A request that cannot be served, with a stable code and a Chinese sentence for people. */
export const fault = (code: FaultCode, message: string, extra: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...extra } });
