import {
  getArgumentValues,
  getNamedType,
  isEnumType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { idSql, instantSql, levelSql, listSql, objectSql } from './json.sql.ts';
import { Level, RANK } from './level.ts';
import type { SqlRelation, SqlType } from './sql-type.ts';
import type { Viewer } from './viewer.ts';

/** The document asks for something without a declared SQL form: the resolvers answer it. */
export class NotCompilable extends Error {}

/** What one document is compiled for: nothing else may go into the statement, since it is kept by just that. */
export interface Compiling {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Pick<Viewer, 'teamKind'>;
  /** An alias not used in the statement so far. */
  readonly alias: () => string;
}

/** A row inside the statement: its alias, and the SQL of the level it is seen at (null: its type has no levels). */
export interface Place {
  readonly row: string;
  readonly level: string | null;
}

/** PostgreSQL cuts longer names. */
const LONGEST_NAME = 63;

export const fieldsOf = (
  c: Compiling,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): [string, readonly FieldNode[]][] => [
  ...collectSubfields(c.schema, c.fragments as never, c.variables as never, type, nodes as never),
];

/** The selected fields of a row as a select list, in the order of the answer. */
export function selectListOf(c: Compiling, of: SqlType, nodes: readonly FieldNode[], at: Place): string {
  const type = c.schema.getType(of.name);
  if (!isObjectType(type)) throw new NotCompilable(of.name);
  const list = fieldsOf(c, type, nodes).map(([name, selected]) => {
    if (name.length > LONGEST_NAME) throw new NotCompilable(name);
    return `${fieldSql(c, of, type, selected, at)} as "${name}"`;
  });
  if (list.length === 0) throw new NotCompilable('nothing selected');
  return list.join(', ');
}

function fieldSql(c: Compiling, of: SqlType, type: GraphQLObjectType, nodes: readonly FieldNode[], at: Place): string {
  const name = nodes[0]!.name.value;
  if (name === '__typename') return `'${type.name}'::text`;
  const field = type.getFields()[name]!;
  const least = leastOf(type, field);
  if (type.extensions.levelled && at.level === null) throw new NotCompilable(`${type.name} without a level`);
  const value = rowFieldSql(field, at) ?? valueSql(c, of, type, field, nodes, at);
  return least > RANK.SUMMARY ? `case when ${at.level} >= ${least} then ${value} end` : value;
}

/** The level the schema itself enforces on the field (`app/field-levels.ts`); a levelled field without one shows nothing. */
function leastOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): number {
  if (!type.extensions.levelled) return 0;
  const least = field.extensions.least as number | undefined;
  if (least === undefined) throw new NotCompilable(`${type.name}.${field.name}`);
  return least;
}

/** `level` and `maskedFields` say how the row is seen. */
function rowFieldSql(field: GraphQLField<unknown, unknown>, { level }: Place): string | undefined {
  const masked = field.extensions.masked as Readonly<Record<string, readonly string[]>> | undefined;
  if (masked && level !== null) {
    const cases = [Level.SUMMARY, Level.FOLLOW, Level.WORK].map((each) => {
      const names = (masked[each] ?? []).map((name) => `'${name}'`).join(', ');
      return `when ${RANK[each]} then array[${names}]::text[]`;
    });
    return `case ${level} ${cases.join(' ')} end`;
  }
  return field.name === 'level' && level !== null ? levelSql(level) : undefined;
}

function valueSql(
  c: Compiling,
  of: SqlType,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  at: Place,
): string {
  const { name } = field;
  if (name === 'id' && type.getInterfaces().length > 0) return idSql(type.name, `${at.row}.id`);
  if (Object.hasOwn(of.columns, name)) return wireForm(field, `${at.row}.${of.columns[name]}`);
  if (of.values && Object.hasOwn(of.values, name)) return wireForm(field, of.values[name]!(at.row));
  if (of.relations && Object.hasOwn(of.relations, name)) return relationSql(c, of.relations[name]!, field, nodes, at);
  throw new NotCompilable(`${type.name}.${name}`);
}

/** As the scalar's `serialize` would write it. */
function wireForm(field: GraphQLField<unknown, unknown>, sql: string): string {
  const type = getNamedType(field.type);
  if (isEnumType(type)) return sql;
  switch (type.name) {
    case 'String':
    case 'Int':
    case 'Boolean':
    case 'Date':
      return sql;
    case 'DateTime':
      return instantSql(sql);
    case 'Yuan':
      return `${sql}::text`;
    default:
      throw new NotCompilable(type.name);
  }
}

function relationSql(
  c: Compiling,
  relation: SqlRelation,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  at: Place,
): string {
  if (relation.hiddenFrom?.(c.viewer)) return 'null';
  const row = c.alias();
  const rows = relation.rows(row, at.row, getArgumentValues(field, nodes[0]!, c.variables));
  if (rows === undefined) throw new NotCompilable(field.name);
  const level = at.level !== null && relation.level ? relation.level(at.level) : null;
  const select = `select ${selectListOf(c, relation.of(), nodes, { row, level })} ${rows}`;
  return relation.many ? listSql(select) : objectSql(select);
}
