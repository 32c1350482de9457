import type { Read } from '../kernel/context.ts';
import { RelationKind } from './designation.ts';
import { familyOf, survivorOf } from './merged.sql.ts';

/** Who stands above a company: the company, then one that is its parent, or whose branch it is. */
type Above = readonly [id: string, above: string];

/** More steps and companies than any real group has; what lies beyond is left out rather than waited for. */
const STEPS = 24;
const MOST = 500;

/** Relations keep the company they were recorded with: those of a merged one are its survivor's, on either side. */
const stepsFrom = (at: string): string => `cross join lateral (
    select ${at} as id, ${survivorOf('s.above')} as above from ${familyOf(at)} f cross join lateral (
      select r.from_id as above from company_relation r where r.to_id = f.id and r.kind = '${RelationKind.PARENT_OF}'
      union all
      select r.to_id from company_relation r where r.from_id = f.id and r.kind = '${RelationKind.BRANCH_OF}') s) x`;

/** The company itself first, or its survivor, which has nobody above in that row. */
const ABOVE = `with recursive up(id, above, depth) as (
    select ${survivorOf('$1::uuid')}, ${survivorOf('$1::uuid')}, 0
    union
    select x.id, x.above, up.depth + 1 from up ${stepsFrom('up.above')} where x.id <> x.above and up.depth < ${STEPS})
  select distinct id, above, depth = 0 as self from up order by self desc limit ${MOST}`;

/**
 * The company that stands for the investor: the top of its group, the company itself where nobody stands above it. A branch
 * belongs to its company. Companies that own each other in a circle, and several tops, have one answer all the same.
 */
export async function investorGroup(sql: Read, companyId: string): Promise<string> {
  const [self, ...rows] = await sql<{ id: string; above: string }>(ABOVE, [companyId]);
  return topOf(
    self!.id,
    rows.map(({ id, above }) => [id, above] as const),
  );
}

/** Of all above a company, itself included, the one with fewest above it; the smallest id among equals. */
export function topOf(companyId: string, steps: readonly Above[]): string {
  const aboveOf = Map.groupBy(steps, ([id]) => id);
  const line = (from: string): Set<string> => {
    const found = new Set([from]);
    for (const id of found) for (const [, above] of aboveOf.get(id) ?? []) found.add(above);
    return found;
  };
  const ranked = [...line(companyId)].map((id) => ({ id, above: line(id).size }));
  ranked.sort((a, b) => a.above - b.above || (a.id < b.id ? -1 : 1));
  return ranked[0]!.id;
}

const BELOW = `with recursive down(id) as (
    select $1::uuid
    union
    select x.id from down cross join lateral (
      select r.to_id as id from company_relation r where r.from_id = down.id and r.kind = '${RelationKind.PARENT_OF}'
      union all
      select r.from_id from company_relation r where r.to_id = down.id and r.kind = '${RelationKind.BRANCH_OF}'
      union all
      select m.id from company m where m.merged_into_id = down.id
      union all
      select m.merged_into_id from company m where m.id = down.id and m.merged_into_id is not null) x)
  select id from down limit ${MOST}`;

/** Everything below the top of a group, itself included. A company of two parents is below both and belongs to one. */
export const companiesBelow = async (sql: Read, groupId: string): Promise<string[]> =>
  (await sql<{ id: string }>(BELOW, [groupId])).map(({ id }) => id);
