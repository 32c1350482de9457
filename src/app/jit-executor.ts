import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { fault } from '../kernel/fault.ts';

const KEPT = 500;

/** Compiled operations by document and name; the same for requests and live executions. */
export function createCompiler(schema: GraphQLSchema) {
  const compiled = new Map<string, CompiledQuery | ExecutionResult>();
  return (hash: string, document: DocumentNode, operationName?: string | null): CompiledQuery | ExecutionResult => {
    const key = `${hash}:${operationName ?? ''}`;
    let query = compiled.get(key);
    if (query) compiled.delete(key);
    query ??= compileQuery(schema, document, operationName ?? undefined);
    compiled.set(key, query);
    if (compiled.size > KEPT) compiled.delete(compiled.keys().next().value!);
    return query;
  };
}
export type Compiler = ReturnType<typeof createCompiler>;

/**
 * Compiled execution as Apollo's executor: caches, plugins and masking stay Apollo's own. An operation that takes
 * longer than the limit is answered with TIMEOUT; its statements end by their own statement_timeout.
 */
export function jitGateway(schema: GraphQLSchema, compile: Compiler, timeoutMs: number): GatewayInterface {
  return {
    load: async () => ({
      executor: async ({ document, queryHash, operationName, request, context }) => {
        const query = compile(queryHash, document, operationName);
        if (!isCompiledQuery(query)) return query as never;
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(fault('TIMEOUT', '处理超时，请缩小范围后重试')), timeoutMs);
        });
        const result = await Promise.race([query.query({}, context, request.variables ?? {}), late]).finally(() =>
          clearTimeout(timer),
        );
        return (result.errors ? { ...result, errors: result.errors.map(writable) } : result) as never;
      },
    }),
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: async () => {},
  };
}

/** The compiler's error objects are read-only; Apollo writes to them. */
export const writable = (e: GraphQLError): GraphQLError =>
  new GraphQLError(e.message, {
    nodes: e.nodes,
    path: e.path,
    originalError: e.originalError,
    extensions: e.originalError instanceof GraphQLError ? e.originalError.extensions : e.extensions,
  });
