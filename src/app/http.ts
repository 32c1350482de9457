import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { fault } from '../kernel/fault.ts';
import type { Viewer } from '../kernel/viewer.ts';
import { LIMITS, type Admitted } from './gate.ts';
import { admit, type AdmissionDeps, type InFlight } from './http-admission.ts';
import { jitGateway, type Compiler } from './jit-executor.ts';
import { isKnownRefusal, maskError } from './mask-error.ts';

export interface HttpDeps<C extends object> extends AdmissionDeps {
  schema: GraphQLSchema;
  compile: Compiler;
  /** Told the code of every error in the answer to an operation that was admitted. */
  failed?: (code: string) => void;
  /** Queries that are one statement: the text of their data, or undefined for the ordinary path. */
  direct?: (
    admitted: Admitted,
    viewer: Viewer,
    requestId: string,
    variables: Record<string, unknown>,
  ) => Promise<string | Buffer> | undefined;
  context: (viewer: Viewer | null, request: { id: string; ip: string; operation: 'query' | 'mutation' }) => C;
}

const CANNOT_NOW: ReadonlySet<unknown> = new Set(['OVERLOADED', 'UNAVAILABLE']);

/** `POST /graphql`: the gate first, then Apollo with the document the gate admitted. */
export async function registerHttp<C extends object>(app: FastifyInstance, deps: HttpDeps<C>): Promise<ApolloServer<C>> {
  const apollo = new ApolloServer<C>({
    gateway: jitGateway(deps.schema, deps.compile, LIMITS.timeoutMs),
    documentStore: { get: async (key) => deps.gate.admitted(key.slice(-64)), set: async () => {}, delete: async () => true },
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted) => formatted,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      answerPlugin<C>(app, deps.failed),
    ],
  });
  await apollo.start();
  const inFlight: InFlight = new Map();
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.decorateRequest('signedIn', null);
  app.decorateRequest('admitted', null);
  app.post('/graphql', {
    bodyLimit: LIMITS.httpBytes,
    preHandler: async (request, reply) => {
      await admit(request, reply, deps, inFlight);
      if (!reply.sent) await answerDirect(request, reply, deps);
    },
    errorHandler: (error, request, reply) => void refuseBody(error as Error & { code?: string }, request, reply),
    handler: fastifyApolloHandler(apollo as never, {
      context: async (request: FastifyRequest) => {
        const operation = request.admitted?.operation.operation === 'query' ? 'query' : 'mutation';
        const context = deps.context(request.signedIn?.viewer ?? null, { id: request.id, ip: request.ip, operation });
        return Object.assign(context, { http: { requestId: request.id, cost: request.admitted?.cost } }) as never;
      },
    }) as never,
  });
  app.get('/graphql', async (request, reply) => {
    const refusal = fault('BAD_REQUEST', '请用 POST 提交 GraphQL 请求，订阅请用 WebSocket');
    return reply
      .code(405)
      .header('allow', 'POST')
      .send({ errors: [maskError(refusal, request.id, request.log)] });
  });
  return apollo;
}

/** Asks for nothing that is Apollo's to judge: another media type, a persisted query. */
function asksPlainly({ headers: { accept = '*/*' }, body }: FastifyRequest): boolean {
  const { extensions } = body as { extensions?: unknown };
  return extensions == null && /\*\/\*|application\/json/.test(accept) && !accept.includes('graphql-response');
}

const DATA = Buffer.from('{"data":');

/**
 * One statement's answer goes past the executor. Refusals of rules are told, and what is unexpected is tried again, by
 * the ordinary path; what the database cannot do now is told at once, since a second try would wait as long again.
 */
async function answerDirect<C extends object>(request: FastifyRequest, reply: FastifyReply, deps: HttpDeps<C>): Promise<void> {
  const { admitted, signedIn } = request;
  if (!deps.direct || !admitted || !signedIn || !asksPlainly(request)) return;
  const { variables } = request.body as { variables?: Record<string, unknown> | null };
  const end = `,"extensions":{"cost":${JSON.stringify(admitted.cost)}}}`;
  let answer: Buffer | undefined;
  try {
    const data = await deps.direct(admitted, signedIn.viewer, request.id, variables ?? {});
    if (typeof data === 'string') answer = Buffer.from(`{"data":${data}${end}`);
    else if (data) answer = Buffer.concat([DATA, data, Buffer.from(end)]);
  } catch (error) {
    if (isKnownRefusal(error)) answer = Buffer.from(`{${refuseDirect(error, request, reply, deps.failed)}${end}`);
    else if (!(error instanceof GraphQLError)) request.log.warn({ err: error }, 'direct answer');
  }
  if (answer) await reply.header('content-type', 'application/json; charset=utf-8').send(answer);
}

function refuseDirect(error: unknown, request: FastifyRequest, reply: FastifyReply, failed?: (code: string) => void): string {
  const errors = [maskError(error, request.id, request.log)];
  const http: ToldTo = { headers: { set: (name, value) => void reply.header(name, value) } };
  tellErrors(errors, true, http, failed);
  if (http.status) void reply.code(http.status);
  return `"errors":${JSON.stringify(errors)},"data":null`;
}

/** Bodies that never became JSON. */
function refuseBody(error: Error & { code?: string }, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const tooLarge = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
  const isOurs = !(error instanceof SyntaxError) && !error.code?.startsWith('FST_');
  if (isOurs) return reply.code(500).send({ errors: [maskError(error, request.id, request.log)] });
  const refusal = tooLarge
    ? fault('TOO_LARGE', `请求体超过 ${LIMITS.httpBytes / 1024} KiB，请拆分`)
    : fault('BAD_REQUEST', '请求体不是有效的 JSON，请以 Content-Type: application/json 提交');
  return reply.code(tooLarge ? 413 : 400).send({ errors: [maskError(refusal, request.id, request.log)] });
}

interface ToldTo {
  status?: number;
  headers: { set(name: string, value: string): void };
}

/** Where nothing was answered because the node cannot, balancers and clients that only look at the status are told too. */
function tellErrors(
  errors: readonly GraphQLFormattedError[],
  isUnanswered: boolean,
  http: ToldTo,
  failed: (code: string) => void = () => {},
): void {
  for (const { extensions } of errors) failed(String(extensions?.code));
  const { code, retryAfter } = errors[0]?.extensions ?? {};
  if (isUnanswered && CANNOT_NOW.has(code)) http.status = 503;
  if (retryAfter !== undefined) http.headers.set('retry-after', String(retryAfter));
}

/** Masks errors and adds the cost to every answer. */
const answerPlugin = <C extends object>(app: FastifyInstance, failed?: (code: string) => void): ApolloServerPlugin<C> => ({
  requestDidStart: async () => ({
    willSendResponse: async ({ response, contextValue, errors }) => {
      if (response.body.kind !== 'single') return;
      const { requestId, cost } = (contextValue as { http?: { requestId: string; cost?: object } }).http ?? {
        requestId: randomUUID(),
      };
      const result = response.body.singleResult;
      if (errors && errors.length > 0) result.errors = errors.map((error) => maskError(error, requestId, app.log));
      if (result.errors) tellErrors(result.errors, result.data == null, response.http, failed);
      if (cost) result.extensions = { ...result.extensions, cost };
    },
  }),
});
