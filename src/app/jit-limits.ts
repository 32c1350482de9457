import {
  BREAK,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  Kind,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

/**
 * What graphql-jit 0.8 gets wrong, found by comparing it with the reference implementation on random documents
 * (`test/events/shared-execution.test.ts`); such operations are left to the reference or helped along.
 */

/** `$n: Int! = 1` is refused when no value comes; the specification takes the default. */
export function requiredDefaults(operation: OperationDefinitionNode): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const { type, defaultValue, variable } of operation.variableDefinitions ?? []) {
    if (type.kind === Kind.NON_NULL_TYPE && defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return defaults;
}

/** `input I { n: Int! = 1 }` in a variable is refused when no `n` comes; the specification takes the default. */
export function losesDefaults(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  const seen = new Set<unknown>();
  const hasDefault = (type: GraphQLInputType | undefined): boolean => {
    const named = type && getNamedType(type);
    if (!isInputObjectType(named) || seen.has(named)) return false;
    seen.add(named);
    return Object.values(named.getFields()).some(
      ({ type: its, defaultValue }) => (isNonNullType(its) && defaultValue !== undefined) || hasDefault(its),
    );
  };
  return (operation.variableDefinitions ?? []).some(({ type }) =>
    hasDefault(typeFromAST(schema, type as never) as GraphQLInputType | undefined),
  );
}

/**
 * `c @skip(if: true) { ... on C { a } } c { b }` answers `a` too: where an object is selected more than once, a condition
 * on one selection does not reach the fragments within it.
 */
export function losesConditions(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  return hasConditions(document) && selectsTwice(document, operation.selectionSet.selections);
}

function hasConditions(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: () => {
      found = true;
      return BREAK;
    },
  });
  return found;
}

/** Whether any object is selected more than once under one name, fragments included and whatever type they are on. */
function selectsTwice(document: DocumentNode, selections: readonly SelectionNode[]): boolean {
  const objects = new Map<string, FieldNode[]>();
  const collect = (from: readonly SelectionNode[]): void => {
    for (const node of from) {
      if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet.selections);
      else if (node.kind === Kind.FRAGMENT_SPREAD) collect(fragmentNamed(document, node.name.value));
      else if (node.selectionSet) {
        const name = (node.alias ?? node.name).value;
        objects.set(name, [...(objects.get(name) ?? []), node]);
      }
    }
  };
  collect(selections);
  return [...objects.values()].some((nodes) => nodes.length > 1 || selectsTwice(document, nodes[0]!.selectionSet!.selections));
}

function fragmentNamed(document: DocumentNode, name: string): readonly SelectionNode[] {
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) return each.selectionSet.selections;
  return [];
}
