import { createHash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { fault } from '../kernel/fault.ts';
import { Scope, type Viewer } from '../kernel/viewer.ts';
import { liveRule } from '../events/live-rule.ts';
import { costOf } from './cost.ts';
import { createBuckets, payerOf, type BucketSize } from './cost-buckets.ts';
import { checkShape } from './document-shape.ts';
import { refuseUnstorableLiterals, refuseUnstorableVariables } from './storable-text.ts';

/** Decision 22. */
export const LIMITS = {
  httpBytes: 100 * 1024,
  wsBytes: 64 * 1024,
  tokens: 2_000,
  depth: 12,
  aliases: 30,
  rootFields: 10,
  mutations: 5,
  directives: 20,
  fragments: 50,
  cost: 5_000,
  inFlight: 20,
  timeoutMs: 5_000,
  documents: 1_000,
} as const;

export interface Operation {
  transport: 'http' | 'ws';
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
  /** Null before sign-in: only the fields marked `open` may be asked. */
  viewer: Viewer | null;
  bucket?: BucketSize;
  /** Of the client, where there is no viewer yet. */
  address?: string;
}
export interface Admitted {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  hash: string;
  cost: { requested: number; remaining: number; capacity: number; perSecond: number };
}
type Known = Pick<Admitted, 'hash' | 'document'>;
export interface Gate {
  admit(operation: Operation): Admitted;
  /** Apollo takes the admitted document from here instead of parsing and validating again. */
  admitted(hash: string): DocumentNode | undefined;
}

/** One admission gate for HTTP and WebSocket: bytes, tokens, shape, sign-in, cost, rate. Whatever passes runs; nothing else does. */
export function createGate(schema: GraphQLSchema): Gate {
  // By text too: to hash a document costs several times as much as to find it.
  const byText = new Map<string, Known>();
  const documents = new Map<string, DocumentNode>();
  const buckets = createBuckets();

  const known = (query: string): Known => {
    const found = byText.get(query);
    if (found) return found;
    const made = { hash: createHash('sha256').update(query).digest('hex'), document: checked(schema, query) };
    byText.set(query, made);
    documents.set(made.hash, made.document);
    if (byText.size > LIMITS.documents) {
      const [oldest, { hash }] = byText.entries().next().value!;
      byText.delete(oldest);
      documents.delete(hash);
    }
    return made;
  };

  return {
    admitted: (hash) => documents.get(hash),
    admit({ transport, query, variables, operationName, viewer, bucket, address }) {
      const limit = transport === 'ws' ? LIMITS.wsBytes : LIMITS.httpBytes;
      if (typeof query !== 'string' || query === '') throw fault('BAD_REQUEST', '请求缺少 query 字段');
      if (Buffer.byteLength(query) > limit) throw fault('TOO_LARGE', `请求文档超过 ${limit / 1024} KiB，请拆分或改用变量`);
      const { hash, document } = known(query);
      const operation = getOperationAST(document, operationName);
      if (!operation) throw fault('BAD_REQUEST', '请用 operationName 指明要执行的操作');
      checkTransport(transport, operation);
      if (viewer) checkScope(viewer, operation);
      else checkOpen(schema, document, operation);
      refuseUnstorableVariables(variables ?? {});
      const requested = costOf(schema, document, operation, variables ?? {});
      if (requested > LIMITS.cost) {
        const cost = { requested, limit: LIMITS.cost };
        throw fault('COST_EXCEEDED', `本次请求估算成本 ${requested}，上限 ${LIMITS.cost}；请减小 first 或减少嵌套`, { cost });
      }
      return { document, operation, hash, cost: buckets.take(payerOf(viewer, address), requested, bucket) };
    },
  };
}

function checkTransport(transport: 'http' | 'ws', { operation }: OperationDefinitionNode): void {
  const isStream = operation === 'subscription';
  if (transport === 'ws' && !isStream) throw fault('SUBSCRIPTIONS_ONLY', 'WebSocket 只接受订阅；查询与变更请用 HTTP 提交');
  if (transport === 'http' && isStream) throw fault('BAD_REQUEST', '订阅请用 WebSocket（graphql-transport-ws）连接');
}

/** Each mutation asks for its own scope; everything else asks an API client for READ. */
function checkScope({ clientId, scopes }: Viewer, { operation }: OperationDefinitionNode): void {
  if (clientId && operation !== 'mutation' && !scopes.includes(Scope.READ)) {
    throw fault('FORBIDDEN', '该接口客户端没有 READ 权限，请联系管理员授权');
  }
}

/** Parses and validates a document not seen before. */
function checked(schema: GraphQLSchema, query: string): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    const message = (error as Error).message;
    if (message.includes('tokens')) throw fault('TOO_MANY_TOKENS', `请求文档超过 ${LIMITS.tokens} 个词元，请拆分`);
    throw fault('GRAPHQL_PARSE_FAILED', `请求文档语法有误：${message}`);
  }
  checkShape(document, LIMITS);
  refuseUnstorableLiterals(document);
  const isLive = document.definitions.some((d) => d.kind === Kind.OPERATION_DEFINITION && d.operation === 'subscription');
  const rules: ValidationRule[] = isLive ? [...specifiedRules, liveRule] : [...specifiedRules];
  const [error] = validate(schema, document, rules, { maxErrors: 5, hideSuggestions: true });
  if (error?.extensions.code) throw error;
  if (error) throw new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  return document;
}

/** Before sign-in only root fields marked `open` are served, and no introspection. */
function checkOpen(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): void {
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
  const open = operation.selectionSet.selections.every(
    (node) => node.kind === Kind.FIELD && fields[node.name.value]?.extensions.open === true,
  );
  if (!open || validate(schema, document, [NoSchemaIntrospectionCustomRule]).length > 0) {
    throw fault('UNAUTHENTICATED', '请先登录：用 signIn 取得令牌，并以 Authorization: Bearer 提交');
  }
}
