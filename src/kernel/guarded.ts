import type { PolicyDef } from '@mikro-orm/core';
import { RANK, type Level } from './level.ts';

/** Database roles: requests read and write as the first two; import, sequencer and tail work as the third. */
export const READER = 'zhaoshang_reader';
export const WRITER = 'zhaoshang_writer';
export const SYSTEM = 'zhaoshang_system';

/** The team of the connection; unset means no team, hence no row. As a sub-select it is read once a statement, not
 * once a row; the alias is the one PostgreSQL gives, so that the migration check compares equal. */
export const CURRENT_TEAM = `(select nullif(current_setting('app.team', true), '')::uuid as "nullif")`;

/**
 * Row-level security, the second net: the same `access` rows that `visibleTo` joins.
 * `column` holds the id of the lead or case that guards the row; `also` narrows reading further.
 */
export function guardedBy(table: string, column: string, minimum: Exclude<Level, 'NONE'>, also?: string): PolicyDef[] {
  const seen = `exists (select 1 from access a where a.subject_id = ${table}.${column} and a.team_id = ${CURRENT_TEAM} and a.level >= ${RANK[minimum]})`;
  const using = also ? `(${seen}) and (${also})` : seen;
  return [
    { name: `${table}_read`, command: 'select', roles: [READER, WRITER], using },
    { name: `${table}_change`, command: 'update', roles: [WRITER], using, check: 'true' },
    { name: `${table}_add`, command: 'insert', roles: [WRITER], check: 'true' },
    { name: `${table}_system`, command: 'all', roles: [SYSTEM], using: 'true', check: 'true' },
  ];
}
