import {
  getArgumentValues,
  getNamedType,
  getVariableValues,
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { caseRoots } from '../cases/case.sql.ts';
import { NotCompilable, type Compiling } from '../kernel/compile-sql.ts';
import type { Ctx } from '../kernel/context.ts';
import type { Answer, SqlRoots } from '../kernel/sql-root.ts';
import type { Viewer } from '../kernel/viewer.ts';
import { leadRoots } from '../leads/lead.sql.ts';
import type { Admitted } from './gate.ts';

const ROOTS: SqlRoots = { ...caseRoots, ...leadRoots };
const KEPT = 500;

type Asked = Pick<Admitted, 'hash' | 'document' | 'operation'>;
type Variables = Record<string, unknown>;

/** The text of `data`, or undefined where the resolvers have to answer. It rejects where they have to tell why not. */
export type Direct = (
  asked: Asked,
  viewer: Viewer,
  makeContext: () => Ctx,
  variables: Variables,
) => Promise<string | Buffer> | undefined;

interface Field {
  readonly name: string;
  readonly answer: Answer;
  readonly args: (variables: Variables) => Record<string, unknown>;
}
type Plan = readonly Field[] | null;

/**
 * Any query whose selected fields all have a SQL form (`*.sql.ts` beside the types) becomes one statement a root field,
 * made once for its text, and what PostgreSQL answers is passed through.
 */
export function createCompiledDocuments(schema: GraphQLSchema): Direct {
  const plans = new Map<string, Plan>();

  const planOf = (asked: Asked, viewer: Pick<Viewer, 'teamKind'>, variables: Variables): Plan => {
    const key = JSON.stringify([asked.hash, asked.operation.name?.value, viewer.teamKind, shapingValues(asked, variables)]);
    let plan = plans.get(key);
    if (plan !== undefined) plans.delete(key);
    plan ??= compile(schema, asked, viewer, variables);
    plans.set(key, plan);
    if (plans.size > KEPT) plans.delete(plans.keys().next().value!);
    return plan;
  };

  return (asked, viewer, makeContext, given) => {
    const { operation } = asked;
    if (operation.operation !== 'query') return undefined;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    const plan = coerced && planOf(asked, viewer, coerced);
    return plan ? answerAll(plan, makeContext(), coerced) : undefined;
  };
}

async function answerAll(plan: readonly Field[], ctx: Ctx, variables: Variables): Promise<string> {
  const texts = await Promise.all(plan.map(async ({ name, answer, args }) => `"${name}":${await answer(ctx, args(variables))}`));
  return `{${texts.join(',')}}`;
}

function compile(
  schema: GraphQLSchema,
  { document, operation }: Asked,
  { teamKind }: Pick<Viewer, 'teamKind'>,
  variables: Variables,
): Plan {
  let aliases = 0;
  const fragments = fragmentsOf(document);
  const c: Compiling = {
    schema,
    fragments,
    variables,
    viewer: { teamKind },
    alias: () => `t${(aliases += 1)}`,
  };
  const root = schema.getQueryType()!;
  try {
    const fields = collectFields(schema, fragments, variables, root, operation.selectionSet);
    return [...fields].map(([name, nodes]) => fieldOf(c, root, name, nodes));
  } catch (error) {
    if (error instanceof NotCompilable || error instanceof GraphQLError) return null;
    throw error;
  }
}

function fieldOf(c: Compiling, root: GraphQLObjectType, name: string, nodes: readonly FieldNode[]): Field {
  const field = nodes[0]!.name.value;
  if (field === '__typename') return { name, answer: async () => JSON.stringify(root.name), args: () => ({}) };
  if (!Object.hasOwn(ROOTS, field)) throw new NotCompilable(field);
  const definition = root.getFields()[field]!;
  const answer = ROOTS[field]!(c, getNamedType(definition.type) as GraphQLObjectType, nodes);
  return { name, answer, args: (variables) => getArgumentValues(definition, nodes[0]!, variables) };
}

const fragmentsOf = (document: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );

const shaping = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** Values that the statement's text depends on: of all variables but those in arguments of the operation's root fields. */
function shapingValues({ document, operation }: Asked, variables: Variables): Variables {
  let names = shaping.get(operation);
  if (!names) shaping.set(operation, (names = shapingNames(document, operation)));
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}

function shapingNames(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const atRoot = new Set(operation.selectionSet.selections.flatMap((each) => (each.kind === Kind.FIELD ? each.arguments : [])));
  const names = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
    Argument: (node) => (atRoot.has(node) ? false : undefined),
  });
  return [...names];
}
