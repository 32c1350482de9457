import type { Condition, Order } from '../access/visible-list.ts';
import { ANSWERING, familyOfMember } from '../companies/merged.sql.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { OrderDirection, RecordOrder, type RecordOrderBy } from './lead.inputs.ts';

/** A malformed or foreign id names nothing: the list is empty, as for any id that does not exist. */
const NOTHING: Condition = { sql: 'false', params: [], level: Level.SUMMARY };

/** Conditions that leads and cases share; each names the level of the field it asks about. */
export const one = (column: string, value: unknown, level: Condition['level'], plain = false): Condition => ({
  sql: `${column} = ?`,
  params: [value],
  level,
  plain,
});

export function idIs(column: string, type: string, id: string, level: Condition['level']): Condition {
  const uuid = uuidOf(type, id);
  return uuid === null ? NOTHING : one(column, uuid, level);
}

/** Records of a company, of the one it was merged into, and of all others merged into that. */
export function companyIs(id: string, column = 'company_id'): Condition {
  const uuid = uuidOf('Company', id);
  if (uuid === null) return NOTHING;
  return { sql: `r.${column} = any(${familyOfMember('?', '?')})`, params: [uuid, uuid], level: Level.FOLLOW };
}

export function stageIn(stage: string | null | undefined, stages: readonly string[] | null | undefined): Condition[] {
  const conditions: Condition[] = [];
  if (stage) conditions.push(one('a.stage', stage, Level.SUMMARY, true));
  if (stages) conditions.push({ sql: 'a.stage = any(?::text[])', params: [stages], level: Level.SUMMARY });
  return conditions;
}

export function amountWithin(least: string | null | undefined, most: string | null | undefined): Condition[] {
  const conditions: Condition[] = [];
  if (least != null) conditions.push({ sql: 'r.amount_yuan >= ?::numeric', params: [least], level: Level.FOLLOW });
  if (most != null) conditions.push({ sql: 'r.amount_yuan <= ?::numeric', params: [most], level: Level.FOLLOW });
  return conditions;
}

/** Each word must occur in code or title or, where the viewer sees the company, in its name, that before a merge, or description. */
export function searchFor(search: string | null | undefined): Condition[] {
  const words = (search ?? '').trim().split(/\s+/).filter(Boolean).slice(0, 8);
  return words.map((word) => {
    const like = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
    return {
      sql: `(r.code ilike ? or r.title ilike ? or (a.level >= 2 and (r.company_description ilike ?
        or exists (select 1 from ${ANSWERING} where m.id = r.company_id and (c.name ilike ? or m.name ilike ?)))))`,
      params: [like, like, like, like, like],
      level: Level.SUMMARY,
    };
  });
}

/** Newest change first unless told; the amount is a FOLLOW field, unknown as least. */
export function orderOf(by: RecordOrderBy | null | undefined): Order {
  const descending = by?.direction !== OrderDirection.ASC;
  return by?.field === RecordOrder.AMOUNT
    ? { name: 'AMOUNT', sql: 'coalesce(r.amount_yuan, -1)', cast: 'numeric', level: Level.FOLLOW, descending }
    : { name: 'UPDATED_AT', sql: 'a.updated_at', cast: 'timestamptz', level: Level.SUMMARY, descending };
}
