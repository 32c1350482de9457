import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type ArgumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  type DocumentNode,
} from 'graphql';

/** Objects a plain list may hold when its field does not say (`@Extensions({ listSize })`). */
const LIST_SIZE = 20;
/** Arguments that say how many objects there may be: a number, or a list of ids. */
const SIZES = new Set(['first', 'last', 'ids']);
/** A page inside a list is a statement for each parent. */
const STATEMENT = 10;
const MUTATION = 10;
const SUBSCRIPTION = 10;

/** How many objects a field may return at most. */
function sizesOf(operation: OperationDefinitionNode, variables: Record<string, unknown>, asked: () => void) {
  const defaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  );

  /** What the argument will hold: a list counts as its length. */
  const givenTo = ({ value }: ArgumentNode): unknown => {
    if (value.kind === Kind.VARIABLE) asked();
    const given = value.kind === Kind.VARIABLE ? (variables[value.name.value] ?? defaults.get(value.name.value)) : value;
    if (Array.isArray(given)) return given.length;
    if (typeof given !== 'object' || given === null) return given;
    const node = given as ValueNode;
    return node.kind === Kind.LIST ? node.values.length : (node as { value?: string }).value;
  };

  return (field: GraphQLField<unknown, unknown>, args: readonly ArgumentNode[]): number => {
    for (const arg of args) {
      if (!SIZES.has(arg.name.value)) continue;
      const given = givenTo(arg);
      if (given != null) return Math.max(1, Number(given) || 1);
    }
    const declared = field.extensions.listSize as number | undefined;
    return declared ?? (isListType(getNullableType(field.type)) ? LIST_SIZE : 1);
  };
}

/** What operations cost that no variable makes larger or smaller: weighed once, as long as their document is kept. */
const weighed = new WeakMap<OperationDefinitionNode, number>();

/**
 * What an operation may cost at most, known before it runs: one point per object, times the sizes of the lists around
 * it. `first`/`last` give a connection's size, `ids` their number; other lists count with their declared bound.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const known = weighed.get(operation);
  if (known !== undefined) return known;
  let asked = false;
  const cost = weigh(
    schema,
    document,
    operation,
    sizesOf(operation, variables, () => (asked = true)),
  );
  if (!asked) weighed.set(operation, cost);
  return cost;
}

function weigh(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizeOf: ReturnType<typeof sizesOf>,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const fragments = new Map(
    document.definitions
      .filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION)
      .map((d) => [d.name.value, d]),
  );
  const known = new Map<string, number>();

  const ofField = (node: FieldNode, parent: GraphQLCompositeType): number => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(type)) return 0;
    const inside = ofSelection(node.selectionSet, type);
    if (isConnectionPart(parent, node.name.value)) return inside;
    const statement = parent !== root && type.name.endsWith('Connection') ? STATEMENT : 0;
    return statement + sizeOf(field, node.arguments ?? []) * (1 + inside);
  };

  const ofInline = (node: InlineFragmentNode, parent: GraphQLCompositeType): number => {
    const on = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
    return ofSelection(node.selectionSet, isCompositeType(on) ? on : parent);
  };

  const ofSelection = (set: SelectionSetNode, parent: GraphQLCompositeType): number => {
    let sum = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) sum += ofField(node, parent);
      else if (node.kind === Kind.INLINE_FRAGMENT) sum += ofInline(node, parent);
      else sum += ofFragment(node.name.value);
    }
    return sum;
  };

  /** Each fragment is weighed once, so that fragments of fragments cannot blow up the walk. */
  const ofFragment = (name: string): number => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    known.set(name, 0);
    const fragment = fragments.get(name);
    const on = fragment && schema.getType(fragment.typeCondition.name.value);
    const cost = fragment && isCompositeType(on) ? ofSelection(fragment.selectionSet, on) : 0;
    known.set(name, cost);
    return cost;
  };
  const cost = 1 + ofSelection(operation.selectionSet, root);
  if (operation.operation === 'mutation') return cost + MUTATION;
  return operation.operation === 'subscription' ? cost * SUBSCRIPTION : cost;
}

/** The connection's size multiplies once, at the field that returns it, not again at `edges` and `nodes`. */
const isConnectionPart = (parent: GraphQLCompositeType, field: string): boolean =>
  parent.name.endsWith('Connection') && (field === 'edges' || field === 'nodes' || field === 'pageInfo');
