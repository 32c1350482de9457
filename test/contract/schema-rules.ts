// The conventions of the API as functions that return what breaks them.
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

const ownTypes = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));

const fieldsOf = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

/** Every name a client meets: types, fields, arguments, inputs, enum values. */
function* named(schema: GraphQLSchema): Generator<{ path: string; description?: string | null }> {
  for (const type of ownTypes(schema)) {
    yield { path: type.name, description: type.description };
    for (const field of fieldsOf(type)) {
      yield { path: `${type.name}.${field.name}`, description: field.description };
      for (const argument of field.args)
        yield { path: `${type.name}.${field.name}(${argument.name})`, description: argument.description };
    }
    const parts = isInputObjectType(type) ? Object.values(type.getFields()) : isEnumType(type) ? type.getValues() : [];
    for (const part of parts) yield { path: `${type.name}.${part.name}`, description: part.description };
  }
}

export const undescribed = (schema: GraphQLSchema): string[] =>
  [...named(schema)].filter(({ description }) => !description?.trim()).map(({ path }) => path);

/** One English sentence with the Chinese term in parentheses. */
export const withoutChineseTerm = (schema: GraphQLSchema): string[] =>
  [...named(schema)].filter(({ description }) => description && !/\p{Script=Han}/u.test(description)).map(({ path }) => path);

/** A mutation takes one `input` and answers one payload that can carry every refusal. */
export function irregularMutations(schema: GraphQLSchema): string[] {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  return mutations
    .filter(({ args, type }) => {
      const payload = getNullableType(type);
      const userErrors = isObjectType(payload) ? payload.getFields().userErrors : undefined;
      const onlyInput = args.length === 1 && args[0]?.name === 'input' && isNonNullType(args[0].type);
      return !(onlyInput && isNonNullType(type) && String(userErrors?.type) === '[UserError!]!');
    })
    .map(({ name }) => name);
}

/** Payload fields other than `userErrors` are null when the act is refused. */
export function payloadFieldsThatCannotBeNull(schema: GraphQLSchema): string[] {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  return mutations.flatMap(({ type }) =>
    fieldsOf(getNamedType(type))
      .filter((field) => field.name !== 'userErrors' && isNonNullType(field.type))
      .map((field) => `${getNamedType(type).name}.${field.name}`),
  );
}

const CONNECTION_FIELDS = ['asOf', 'edges', 'nodes', 'pageInfo', 'totalCount'];

/** Connections have one shape, and are paged by `first` or `last`. */
export function irregularConnections(schema: GraphQLSchema): string[] {
  const isConnection = (type: GraphQLNamedType) => type.name.endsWith('Connection');
  const shapes = ownTypes(schema)
    .filter(isConnection)
    .filter((type) => CONNECTION_FIELDS.some((name) => !fieldsOf(type).some((field) => field.name === name)))
    .map((type) => `${type.name} lacks one of ${CONNECTION_FIELDS.join(', ')}`);
  const unpaged = ownTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter((field) => isConnection(getNamedType(field.type)))
      .filter((field) => ['first', 'last', 'after', 'before'].some((name) => !field.args.some((each) => each.name === name)))
      .map((field) => `${type.name}.${field.name} is not paged by first/after/last/before`),
  );
  return [...shapes, ...unpaged];
}

/** Lists of records outside connections: each must be bounded, and the test says by what. */
export function plainListsOfRecords(schema: GraphQLSchema): string[] {
  const isRecord = (type: GraphQLNamedType) =>
    (isObjectType(type) || isInterfaceType(type)) &&
    (type.name === 'Node' || type.getInterfaces().some(({ name }) => name === 'Node'));
  return ownTypes(schema)
    .filter((type) => !type.name.endsWith('Connection'))
    .flatMap((type) =>
      fieldsOf(type)
        .filter((field) => isListType(getNullableType(field.type)) && isRecord(getNamedType(field.type)))
        .map((field) => `${type.name}.${field.name}`),
    );
}

export const irregularEnumValues = (schema: GraphQLSchema): string[] =>
  ownTypes(schema)
    .filter(isEnumType)
    .flatMap((type) =>
      type
        .getValues()
        .filter(({ name, value }) => !/^[A-Z][A-Z0-9_]*$/.test(name) || name !== value)
        .map(({ name }) => `${type.name}.${name}`),
    );

/** Fields of levelled types that may be masked, hence must be nullable; what names the row itself is always shown. */
export function maskableButNotNull(schema: GraphQLSchema): string[] {
  const always = ['id', 'maskedFields', 'level', 'kind', 'at', 'actor'];
  return ownTypes(schema)
    .filter((type) => type.extensions.levelled)
    .flatMap((type) =>
      fieldsOf(type)
        .filter((field) => !always.includes(field.name) && isNonNullType(field.type) && field.extensions.level !== 'SUMMARY')
        .map((field) => `${type.name}.${field.name}`),
    );
}

/** A type that hides a field from some level must be able to say so. */
export const levelledWithoutMaskedFields = (schema: GraphQLSchema): string[] =>
  ownTypes(schema)
    .filter((type) => fieldsOf(type).some(({ extensions }) => extensions.level === 'FOLLOW' || extensions.level === 'WORK'))
    .filter((type) => !fieldsOf(type).some(({ name }) => name === 'maskedFields'))
    .map(({ name }) => name);
