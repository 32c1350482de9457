import {
  GraphQLObjectType,
  defaultFieldResolver,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { globalId } from '../kernel/global-id.ts';
import { Level, RANK } from '../kernel/level.ts';
import { Refusal } from '../kernel/refusal.ts';

type ObjectField = GraphQLField<{ id: string; level?: Level }, unknown>;
const LEVELS = [Level.SUMMARY, Level.FOLLOW, Level.WORK] as const;

/** Fields that say what the row is and how much of it is shown; every level sees them. */
const ALWAYS = new Set(['id', 'level', 'maskedFields']);

/**
 * The one place where levels are enforced on fields, for queries, payloads and live executions alike. Below a field's
 * level the answer is null and the field is named in `maskedFields`; a row without a level shows nothing.
 * A field of a levelled type without a declared level stops the start: default deny.
 */
export function enforceLevels(schema: GraphQLSchema): GraphQLSchema {
  const undeclared: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    // type-graphql's is a promise, for which compiled execution does not wait.
    if (isAbstractType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const fields = Object.values(type.getFields()) as ObjectField[];
    for (const field of fields) field.extensions = { ...field.extensions, plain: field.resolve === undefined };
    const inherited = inheritedFields(type);
    if (type.extensions.levelled) undeclared.push(...maskType(type, fields, inherited));
    const id = fields.find((field) => field.name === 'id');
    if (id && inherited.has('id')) id.resolve = (row) => globalId(inherited.has('kind') ? 'Event' : type.name, row.id);
  }
  if (undeclared.length > 0) throw new Error(`fields without a level: ${undeclared.join(', ')}`);
  refuseInPayload(schema.getMutationType());
  return schema;
}

const inheritedFields = (type: GraphQLObjectType): Set<string> =>
  new Set(
    type
      .getInterfaces()
      .filter(isInterfaceType)
      .flatMap((each) => Object.keys(each.getFields())),
  );

function maskType(type: GraphQLObjectType, fields: ObjectField[], inherited: Set<string>): string[] {
  const levels = new Map(
    fields.map((field) => [
      field.name,
      (field.extensions.level as Level | undefined) ?? (inherited.has(field.name) ? Level.SUMMARY : undefined),
    ]),
  );
  const masked = Object.fromEntries(
    LEVELS.map((level) => [
      level,
      fields.map((field) => field.name).filter((name) => !ALWAYS.has(name) && RANK[levels.get(name) ?? Level.WORK] > RANK[level]),
    ]),
  );
  for (const field of fields) {
    const minimum = levels.get(field.name);
    tellCompiler(field, ALWAYS.has(field.name) ? 0 : minimum && RANK[minimum], masked);
    if (field.name === 'maskedFields') field.resolve = (row) => masked[row.level ?? Level.NONE] ?? [];
    if (ALWAYS.has(field.name) || minimum === undefined) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    const rank = RANK[minimum];
    field.resolve = (row, args, context, info) =>
      RANK[row.level ?? Level.NONE] < rank ? null : resolve(row, args, context, info);
  }
  return fields
    .filter((field) => !ALWAYS.has(field.name) && levels.get(field.name) === undefined)
    .map((field) => `${type.name}.${field.name}`);
}

/** Compiled documents (`kernel/compile-sql.ts`) mask by the very ranks and lists that the resolvers mask by. */
function tellCompiler(field: ObjectField, least: number | undefined, masked: Record<string, string[]>): void {
  field.extensions = { ...field.extensions, least, ...(field.name === 'maskedFields' && { masked }) };
}

/** A refusal of the domain is data: it is answered in the payload, all reasons at once. */
function refuseInPayload(mutation: GraphQLObjectType | null | undefined): void {
  for (const field of Object.values(mutation?.getFields() ?? {})) {
    const resolve = field.resolve!;
    field.resolve = async (source, args, context, info) => {
      try {
        const payload = (await resolve(source, args, context, info)) as object;
        return { userErrors: [], ...payload };
      } catch (error) {
        if (error instanceof Refusal) return { userErrors: error.errors };
        throw error;
      }
    };
  }
}
