import type { FieldNode, GraphQLObjectType } from 'graphql';
import { compilePage, compileRow, type TextRow } from './compile-page.ts';
import type { Compiling } from './compile-sql.ts';
import type { ReadCtx } from './context.ts';
import type { Page, PageArgs } from './page.ts';
import type { SqlType } from './sql-type.ts';

/** The text of a root field's value, for one request and its arguments. */
export type Answer = (ctx: ReadCtx, args: Record<string, unknown>) => Promise<string>;

/** A root field with a SQL form: compiled once for a document, asked with the arguments of each request. */
export type SqlRoot = (c: Compiling, type: GraphQLObjectType, nodes: readonly FieldNode[]) => Answer;
export type SqlRoots = Readonly<Record<string, SqlRoot>>;

/** Rows of guarded tables are `r`, their access row is `a` (`access/visible-to.ts`). */
const GUARDED = { row: 'r', level: 'a.level' } as const;

/** A connection: `read` gives a page of rows with these columns. */
export const pageRoot =
  <A>(of: SqlType, read: (ctx: ReadCtx, args: A & PageArgs, columns: string) => Promise<Page<TextRow>>): SqlRoot =>
  (c, type, nodes) => {
    const { columns, print } = compilePage(c, of, type, nodes, GUARDED);
    return async (ctx, args) => print(await read(ctx, args as A & PageArgs, columns));
  };

/** One record or null. */
export const rowRoot =
  <A>(of: SqlType, read: (ctx: ReadCtx, args: A, columns: string) => Promise<TextRow | null>): SqlRoot =>
  (c, _type, nodes) => {
    const { columns, print } = compileRow(c, of, nodes, GUARDED);
    return async (ctx, args) => print(await read(ctx, args as A, columns));
  };
