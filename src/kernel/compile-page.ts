import { isObjectType, type FieldNode, type GraphQLObjectType } from 'graphql';
import { fieldsOf, NotCompilable, selectListOf, type Compiling, type Place } from './compile-sql.ts';
import { objectSql } from './json.sql.ts';
import type { LevelledRow } from './levelled.ts';
import type { Edge, Page, PageInfo } from './page.ts';
import type { SqlType } from './sql-type.ts';

/** A row whose selected parts are JSON text already. */
export type TextRow = LevelledRow & Record<`json${number}`, string>;

/** Columns to read, and the answer's text made from what was read. */
export interface CompiledRow {
  readonly columns: string;
  readonly print: (row: TextRow | null) => string;
}
export interface CompiledPage {
  readonly columns: string;
  readonly print: (page: Page<TextRow>) => Promise<string>;
}

const jsonColumn = (c: Compiling, of: SqlType, nodes: readonly FieldNode[], at: Place, n: number): string =>
  `${objectSql(`select ${selectListOf(c, of, nodes, at)}`)}::text as json${n}`;

/** One row of a type. */
export const compileRow = (c: Compiling, of: SqlType, nodes: readonly FieldNode[], at: Place): CompiledRow => ({
  columns: `${at.row}.id, ${jsonColumn(c, of, nodes, at, 0)}`,
  print: (row) => row?.json0 ?? 'null',
});

type Print<T> = (from: T) => string;

/** An object whose values are made here; `textOf` gives each by the field's name. */
function objectText<T>(
  c: Compiling,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  textOf: (field: string, selected: readonly FieldNode[]) => Print<T>,
): Print<T> {
  const parts = fieldsOf(c, type, nodes).map(([name, selected]) => {
    const field = selected[0]!.name.value;
    const text = field === '__typename' ? () => JSON.stringify(type.name) : textOf(field, selected);
    return (from: T) => `"${name}":${text(from)}`;
  });
  return (from) => `{${parts.map((part) => part(from)).join(',')}}`;
}

/** A connection: nodes are text from the database; cursors, counts and the place in the list are made here. */
export function compilePage(
  c: Compiling,
  of: SqlType,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  at: Place,
): CompiledPage {
  const columns: string[] = [];
  const nodeText = (selected: readonly FieldNode[]): Print<TextRow> => {
    const n = columns.push(jsonColumn(c, of, selected, at, columns.length)) - 1;
    return (row) => row[`json${n}`]!;
  };
  let counts = false;
  const print = objectText<{ page: Page<TextRow>; total: number }>(c, type, nodes, (field, selected) => {
    if (field === 'nodes') {
      const text = nodeText(selected);
      return ({ page }) => `[${page.nodes.map(text).join(',')}]`;
    }
    if (field === 'edges') {
      const text = edgeText(c, type, selected, nodeText);
      return ({ page }) => `[${page.edges.map(text).join(',')}]`;
    }
    if (field === 'pageInfo') {
      const text = pageInfoText(c, selected);
      return ({ page }) => text(page.pageInfo);
    }
    if (field === 'asOf') return ({ page }) => JSON.stringify(page.asOf);
    if (field !== 'totalCount') throw new NotCompilable(`${type.name}.${field}`);
    counts = true;
    return ({ total }) => String(total);
  });
  return {
    columns: [`${at.row}.id`, ...columns].join(', '),
    print: async (page) => print({ page, total: counts ? await page.total() : 0 }),
  };
}

function edgeText(
  c: Compiling,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
  nodeText: (selected: readonly FieldNode[]) => Print<TextRow>,
): Print<Edge<TextRow>> {
  const type = c.schema.getType(connection.name.replace(/Connection$/, 'Edge'));
  if (!isObjectType(type)) throw new NotCompilable(connection.name);
  return objectText(c, type, nodes, (field, selected) => {
    if (field === 'cursor') return ({ cursor }) => JSON.stringify(cursor);
    const text = nodeText(selected);
    return ({ node }) => text(node);
  });
}

const pageInfoText = (c: Compiling, nodes: readonly FieldNode[]): Print<PageInfo> =>
  objectText(c, c.schema.getType('PageInfo') as GraphQLObjectType, nodes, (field) => {
    return (info) => JSON.stringify(info[field as keyof PageInfo]);
  });
