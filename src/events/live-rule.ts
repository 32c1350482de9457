import {
  GraphQLError,
  isAbstractType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';

/** Types whose fields only unfold a page that was read already; the field that returns the page must be live itself. */
const PAGE = /(Connection|Edge)$|^PageInfo$/;

/**
 * Streams are executed once per group and level, without a viewer (decision 11). So a subscription may select plain
 * fields and fields marked `@Live()`; anything else could differ between the teams of a group and is refused.
 */
export const liveRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (operation.operation !== 'subscription') return false;
    const schema = context.getSchema();
    const refused = new Map<string, ASTNode>();
    for (const root of [operation, ...context.getRecursivelyReferencedFragments(operation)]) {
      const types = new TypeInfo(schema);
      const enter = (node: ASTNode) => {
        const [parent, field] = [types.getParentType(), types.getFieldDef()];
        if (!parent || !field || parent === schema.getSubscriptionType() || field.name.startsWith('__')) return;
        for (const name of viewerDependent(schema, parent, field)) refused.set(name, node);
      };
      visit(root, visitWithTypeInfo(types, { Field: enter }));
    }
    for (const [name, node] of refused) context.reportError(notLive(name, node));
    return false;
  },
});

const notLive = (name: string, node: ASTNode): GraphQLError =>
  new GraphQLError(`订阅不能选取 ${name}：它因查询者而异。请从订阅中删去它，收到事件后用查询 node(id:) 读取`, {
    nodes: node,
    extensions: { code: 'NOT_LIVE', field: name },
  });

/** `Type.field` of each object type behind the selection where the answer may depend on who asks. */
function viewerDependent(schema: GraphQLSchema, parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): string[] {
  const objects: readonly GraphQLObjectType[] = isAbstractType(parent)
    ? schema.getPossibleTypes(parent)
    : isObjectType(parent)
      ? [parent]
      : [];
  return objects.filter((type) => !isLive(type, type.getFields()[field.name])).map((type) => `${type.name}.${field.name}`);
}

function isLive(type: GraphQLObjectType, field: GraphQLField<unknown, unknown> | undefined): boolean {
  if (!field || field.extensions.live === false) return field === undefined;
  if (field.extensions.live === true || field.name === 'maskedFields' || PAGE.test(type.name)) return true;
  // The schema transform notes which fields had no resolver of their own before it wrapped them.
  return field.extensions.plain === undefined ? field.resolve === undefined : field.extensions.plain === true;
}
