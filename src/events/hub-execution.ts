import { execute, GraphQLError, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { Seal } from '../kernel/sealed.ts';
import { frameBody } from './frame.ts';
import type { Group, StreamOperation } from './group.ts';
import { createHerd } from './hub-herd.ts';
import { sealCursor } from './stream-cursor.ts';
import type { MessageSource, SignalSource } from './stream-message.ts';

/** Executes a stream's operation on one message. */
export type Run = (
  operation: StreamOperation,
  message: MessageSource,
  ctx: ReadCtx,
) => ExecutionResult | Promise<ExecutionResult>;

export const runInterpreted =
  (schema: GraphQLSchema): Run =>
  ({ document, operationName, variables }, rootValue, contextValue) =>
    execute({ schema, document, operationName, variableValues: variables, rootValue, contextValue });

type Compiled = {
  query(root: object, context: unknown, variables: Record<string, unknown>): ExecutionResult | Promise<ExecutionResult>;
};

/** With the compiler that requests use (`app/jit-executor.ts`). */
export const runCompiled =
  (
    compile: (hash: string, document: StreamOperation['document'], operationName: string | null) => Compiled | ExecutionResult,
  ): Run =>
  async ({ hash, document, operationName, variables }, message, ctx) => {
    const compiled = compile(hash, document, operationName);
    const result = 'query' in compiled ? await compiled.query(message, ctx, variables) : compiled;
    return result.errors ? { ...result, errors: result.errors.map(whole) } : result;
  };

/** The compiler's error objects lack `extensions`. */
const whole = ({ message, path, originalError, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, {
    path,
    originalError,
    extensions: originalError instanceof GraphQLError ? originalError.extensions : extensions,
  });

export interface ExecutionDeps {
  run: Run;
  seal: Seal;
  now: () => Date;
  /** A context with no viewer and fresh loaders. */
  makeLiveContext: (level: Level) => ReadCtx;
  maskError: (error: unknown) => GraphQLFormattedError;
  metrics?: { executions?: { inc(): void } | undefined };
}

/** Executes, masks, serialises and encodes a message once for everybody who shares it. */
export function createBodies({ run, seal, now, makeLiveContext, maskError, metrics }: ExecutionDeps) {
  const herd = createHerd();
  const progress = new WeakMap<Group, { pos: number; body: Promise<Buffer> }>();

  const execution = async (group: Group, message: Omit<MessageSource, 'cursor'>, pos: number, ctx: ReadCtx): Promise<Buffer> => {
    metrics?.executions?.inc();
    const source = { cursor: sealCursor(seal, pos, group.filter.hash), ...message };
    try {
      const { data, errors } = await run(group.operation, source, ctx);
      return frameBody(errors && errors.length > 0 ? { data: data ?? null, errors: errors.map(maskError) } : { data });
    } catch (error) {
      // One event that cannot be shown must not hold up those behind it.
      return frameBody({ data: null, errors: [maskError(error)] });
    }
  };
  const signal = (group: Group, pos: number, source: SignalSource): Promise<Buffer> =>
    execution(group, { event: null, signal: source }, pos, makeLiveContext(Level.SUMMARY));

  return {
    event: (group: Group, event: NonNullable<MessageSource['event']>, pos: number, ctx: ReadCtx): Promise<Buffer> =>
      herd(group, pos, event.level, () => execution(group, { event, signal: null }, pos, ctx)),
    signal,
    /** Many subscribers start or go on at the same position: one execution serves them all, until a later instant is to be told. */
    progress(group: Group, pos: number, isLater = false): Promise<Buffer> {
      const known = progress.get(group);
      if (known?.pos === pos && !isLater) return known.body;
      const body = signal(group, pos, { __typename: 'StreamProgress', at: now() });
      progress.set(group, { pos, body });
      return body;
    },
  };
}
export type Bodies = ReturnType<typeof createBodies>;
