import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { execute, getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { fault } from '../kernel/fault.ts';
import { losesConditions, losesDefaults, requiredDefaults } from './jit-limits.ts';

const KEPT = 500;

/** Compiled operations by document and name; the same for requests and live executions. */
export function createCompiler(schema: GraphQLSchema) {
  const compiled = new Map<string, CompiledQuery | ExecutionResult>();
  return (hash: string, document: DocumentNode, operationName?: string | null): CompiledQuery | ExecutionResult => {
    const key = `${hash}:${operationName ?? ''}`;
    let query = compiled.get(key);
    if (query) compiled.delete(key);
    query ??= compile(schema, document, operationName);
    compiled.set(key, query);
    if (compiled.size > KEPT) compiled.delete(compiled.keys().next().value!);
    return query;
  };
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): CompiledQuery | ExecutionResult {
  const operation = getOperationAST(document, operationName);
  if (operation && (losesConditions(document, operation) || losesDefaults(schema, operation))) {
    const query: CompiledQuery['query'] = (rootValue, contextValue, variableValues) =>
      execute({ schema, document, operationName, rootValue, contextValue, variableValues });
    return { query, stringify: JSON.stringify } as CompiledQuery;
  }
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  const defaults = operation ? requiredDefaults(operation) : {};
  if (!isCompiledQuery(compiled) || Object.keys(defaults).length === 0) return compiled;
  const query: CompiledQuery['query'] = (root, context, variables) =>
    compiled.query(root, context, { ...defaults, ...variables });
  return { ...compiled, query };
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
