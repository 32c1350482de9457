import { createHash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { fault } from '../kernel/fault.ts';
import { Scope, type Viewer } from '../kernel/viewer.ts';
import { liveRule } from '../events/live-rule.ts';
import { costOf } from './cost.ts';
import { createBuckets, type BucketSize } from './cost-buckets.ts';

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
}
export interface Admitted {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  hash: string;
  cost: { requested: number; remaining: number; capacity: number; perSecond: number };
}
export interface Gate {
  admit(operation: Operation): Admitted;
  /** Apollo takes the admitted document from here instead of parsing and validating again. */
  admitted(hash: string): DocumentNode | undefined;
}

/** One admission gate for HTTP and WebSocket: bytes, tokens, shape, sign-in, cost, rate. Whatever passes runs; nothing else does. */
export function createGate(schema: GraphQLSchema): Gate {
  const documents = new Map<string, { document: DocumentNode; anonymous: readonly GraphQLError[] | null }>();
  const buckets = createBuckets();

  const known = (query: string): { hash: string; document: DocumentNode } => {
    const hash = createHash('sha256').update(query).digest('hex');
    const found = documents.get(hash);
    if (found) return { hash, document: found.document };
    const document = checked(schema, query);
    documents.set(hash, { document, anonymous: null });
    if (documents.size > LIMITS.documents) documents.delete(documents.keys().next().value!);
    return { hash, document };
  };

  return {
    admitted: (hash) => documents.get(hash)?.document,
    admit({ transport, query, variables, operationName, viewer, bucket }) {
      const limit = transport === 'ws' ? LIMITS.wsBytes : LIMITS.httpBytes;
      if (typeof query !== 'string' || query === '') throw fault('BAD_REQUEST', '请求缺少 query 字段');
      if (Buffer.byteLength(query) > limit) throw fault('TOO_LARGE', `请求文档超过 ${limit / 1024} KiB，请拆分或改用变量`);
      const { hash, document } = known(query);
      const operation = getOperationAST(document, operationName);
      if (!operation) throw fault('BAD_REQUEST', '请用 operationName 指明要执行的操作');
      if (transport === 'ws' && operation.operation !== 'subscription') {
        throw fault('SUBSCRIPTIONS_ONLY', 'WebSocket 只接受订阅；查询与变更请用 HTTP 提交');
      }
      if (transport === 'http' && operation.operation === 'subscription') {
        throw fault('BAD_REQUEST', '订阅请用 WebSocket（graphql-transport-ws）连接');
      }
      if (!viewer) checkOpen(schema, document, operation);
      else if (viewer.clientId && !viewer.scopes.includes(Scope.READ) && operation.operation !== 'mutation') {
        throw fault('FORBIDDEN', '该接口客户端没有 READ 权限，请联系管理员授权');
      }
      const requested = costOf(schema, document, operation, variables ?? {});
      if (requested > LIMITS.cost) {
        throw fault('COST_EXCEEDED', `本次请求估算成本 ${requested}，上限 ${LIMITS.cost}；请减小 first 或减少嵌套`, { cost: { requested, limit: LIMITS.cost } });
      }
      return { document, operation, hash, cost: buckets.take(viewer, requested, bucket) };
    },
  };
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
  checkShape(document);
  const isLive = document.definitions.some((d) => d.kind === Kind.OPERATION_DEFINITION && d.operation === 'subscription');
  const rules: ValidationRule[] = isLive ? [...specifiedRules, liveRule] : [...specifiedRules];
  const [error] = validate(schema, document, rules, { maxErrors: 5, hideSuggestions: true });
  if (error?.extensions.code) throw error;
  if (error) throw new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  return document;
}

/** Depth, aliases, root fields, directives and fragments, in one walk before validation (which can be slow on hostile shapes). */
function checkShape(document: DocumentNode): void {
  let [depth, deepest, aliases, directives, fragments] = [0, 0, 0, 0, 0];
  visit(document, {
    Field: {
      enter(node) {
        if (node.alias) aliases += 1;
        if (node.name.value.startsWith('__schema') || node.name.value.startsWith('__type')) return false;
        depth += 1;
        deepest = Math.max(deepest, depth);
        return undefined;
      },
      leave() {
        depth -= 1;
      },
    },
    Directive: () => void (directives += 1),
    FragmentDefinition: () => void (fragments += 1),
    OperationDefinition(node) {
      const most = node.operation === 'mutation' ? LIMITS.mutations : LIMITS.rootFields;
      if (node.selectionSet.selections.length > most) throw fault('TOO_MANY_ROOT_FIELDS', `一次请求最多 ${most} 个根字段，请分次提交`);
    },
  });
  if (deepest > LIMITS.depth || spreadDepth(document) > LIMITS.depth) throw fault('TOO_DEEP', `请求嵌套超过 ${LIMITS.depth} 层，请拆分`);
  if (aliases > LIMITS.aliases) throw fault('TOO_MANY_ALIASES', `别名超过 ${LIMITS.aliases} 个，请分次提交`);
  if (directives > LIMITS.directives || fragments > LIMITS.fragments) throw fault('BAD_REQUEST', '指令或片段过多，请精简请求文档');
}

/** Depth with fragments followed; each fragment is measured once. A cycle counts as too deep. */
function spreadDepth(document: DocumentNode): number {
  const measured = new Map<string, number>();
  const fragments = new Map(document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])));
  const of = (set: { selections: readonly import('graphql').SelectionNode[] } | undefined): number => {
    let deepest = 0;
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        if (node.name.value.startsWith('__')) continue;
        deepest = Math.max(deepest, 1 + of(node.selectionSet));
      } else if (node.kind === Kind.INLINE_FRAGMENT) deepest = Math.max(deepest, of(node.selectionSet));
      else deepest = Math.max(deepest, ofFragment(node.name.value));
    }
    return deepest;
  };
  const ofFragment = (name: string): number => {
    const cached = measured.get(name);
    if (cached !== undefined) return cached;
    measured.set(name, Infinity);
    const depth = of(fragments.get(name)?.selectionSet);
    measured.set(name, depth);
    return depth;
  };
  return Math.max(0, ...document.definitions.map((d) => (d.kind === Kind.OPERATION_DEFINITION ? of(d.selectionSet) : 0)));
}

/** Before sign-in only root fields marked `open` are served, and no introspection. */
function checkOpen(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): void {
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
  const open = operation.selectionSet.selections.every((node) => node.kind === Kind.FIELD && fields[node.name.value]?.extensions.open === true);
  if (!open || validate(schema, document, [NoSchemaIntrospectionCustomRule]).length > 0) {
    throw fault('UNAUTHENTICATED', '请先登录：用 signIn 取得令牌，并以 Authorization: Bearer 提交');
  }
}
