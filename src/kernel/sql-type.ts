import type { Viewer } from './viewer.ts';

/**
 * How compiled documents read a type: what stands here may become part of one statement, anything else is left to the
 * resolvers. Levels are not said here; they come from the fields' own `@At`.
 */
export interface SqlType {
  /** Of the GraphQL type. */
  readonly name: string;
  /** Columns of the row, by field. */
  readonly columns: Readonly<Record<string, string>>;
  /** What is worked out from the row under this alias, by field. */
  readonly values?: Readonly<Record<string, (row: string) => string>>;
  readonly relations?: Readonly<Record<string, SqlRelation>>;
}

/** An object, or a list of objects, behind a field. */
export interface SqlRelation {
  readonly of: () => SqlType;
  readonly many?: boolean;
  /** `from … where … order by …` for both aliases; undefined where these arguments are the resolver's to refuse. */
  readonly rows: (row: string, parent: string, args: Readonly<Record<string, unknown>>) => string | undefined;
  /** Level of these rows, from that of the parent; needed where their type is levelled. */
  readonly level?: (ofParent: string) => string;
  /** Teams for which there is nothing behind the field. */
  readonly hiddenFrom?: (viewer: Pick<Viewer, 'teamKind'>) => boolean;
}

/** Fields whose columns bear their names in snake case. */
export const columnsOf = <F extends string>(...fields: F[]): Record<F, string> =>
  Object.fromEntries(
    fields.map((field) => [field, field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
  ) as Record<F, string>;

/** The row a column of the parent points at. */
export const pointedAt = (
  table: string,
  column: string,
  of: () => SqlType,
  more: Partial<SqlRelation> & { key?: string } = {},
): SqlRelation => {
  const { key = 'id', ...rest } = more;
  return { of, rows: (row, parent) => `from ${table} ${row} where ${row}.${key} = ${parent}.${column}`, ...rest };
};
