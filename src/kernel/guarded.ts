import type { PolicyDef } from '@mikro-orm/core';
import { Level, RANK } from './level.ts';

/** Database roles: requests read and write as the first two; import, sequencer and tail work as the third. */
export const READER = 'zhaoshang_reader';
export const WRITER = 'zhaoshang_writer';
export const SYSTEM = 'zhaoshang_system';

/** The team of the connection; unset means no team, hence no row. As a sub-select it is read once a statement, not
 * once a row; the alias is the one PostgreSQL gives, so that the migration check compares equal. */
export const CURRENT_TEAM = `(select nullif(current_setting('app.team', true), '')::uuid as "nullif")`;

/**
 * Row-level security, the second net: the same `access` rows that `visibleTo` joins.
 * `column` holds the id of the lead or case that guards the row; `also` narrows reading further, `orRead` widens it.
 * A row is changed, and locked for it, at WORK; services that do so below it say so (`unguarded`).
 */
export function guardedBy(
  table: string,
  column: string,
  minimum: Exclude<Level, 'NONE'>,
  { also, orRead }: { also?: string; orRead?: string } = {},
): PolicyDef[] {
  const at = (level: Exclude<Level, 'NONE'>): string => {
    const seen = `exists (select 1 from access a where a.subject_id = ${table}.${column} and a.team_id = ${CURRENT_TEAM} and a.level >= ${RANK[level]})`;
    return also ? `(${seen}) and (${also})` : seen;
  };
  const read = orRead ? `(${at(minimum)}) or (${orRead})` : at(minimum);
  const change = at(Level.WORK);
  return [
    { name: `${table}_read`, command: 'select', roles: [READER, WRITER], using: read },
    { name: `${table}_change`, command: 'update', roles: [WRITER], using: change, check: change },
    { name: `${table}_add`, command: 'insert', roles: [WRITER], check: 'true' },
    system(table),
  ];
}

/** Rows of a table between two others, read and written with a row of the first, whose own policy decides. */
export function guardedWith(table: string, column: string, of: string): PolicyDef[] {
  const seen = `exists (select 1 from ${of} g where g.id = ${table}.${column})`;
  return [
    { name: `${table}_read`, command: 'select', roles: [READER, WRITER], using: seen },
    { name: `${table}_add`, command: 'insert', roles: [WRITER], check: seen },
    system(table),
  ];
}

const system = (table: string): PolicyDef => ({
  name: `${table}_system`,
  command: 'all',
  roles: [SYSTEM],
  using: 'true',
  check: 'true',
});
