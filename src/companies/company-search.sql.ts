import type { Ctx } from '../kernel/context.ts';
import { idSql, listSql, objectSql } from '../kernel/json.sql.ts';
import { PAGE_LIMIT } from '../kernel/page.ts';
import { conditions } from './company-conditions.ts';
import { readsCompanies } from './company-policy.ts';
import { searchPurpose } from './list-companies.ts';
import { isBestName, phasesOf, type NameSearch } from './search-companies.ts';
import { searchPlan } from './search-plan.ts';

/**
 * All phases of a search in one statement; a phase looks only for what the ones before it left missing. Unnamed, as the
 * phases are where they stand alone: the right plan differs from term to term.
 */
function statement(plan: NameSearch, first: number) {
  const where = conditions();
  const phases = phasesOf(plan, where);
  const found = phases.map(({ matches, key }, phase) => {
    const before = Array.from({ length: phase }, (_, i) => ` - (select count(*) from phase${i})`).join('');
    return `phase${phase} as materialized (
      select n.id, n.company_id, ${phase} as phase, n.key from (
        select n.id, n.company_id, n.${key} as key from company_name n where ${matches('n')} order by n.${key} using ~<~, n.id) n
      where ${isBestName(phases, phase)} limit ${first + 1}${before})`;
  });
  const all = phases.map((_, phase) => `select * from phase${phase}`).join(' union all ');
  const sql = `with ${found.join(', ')},
    page as materialized (select f.*, row_number() over (order by f.phase, f.key using ~<~, f.id) as at from (${all}) f)
    select ${listSql(`select ${idSql('Company', 'c.id')} as id, c.name, c.usci, c.listing_code as "listingCode", c.registered_on as "registeredOn",
        ${objectSql('select d.code, d.name from division d where d.code = c.division_code')} as division
      from page p join company c on c.id = p.company_id where p.at <= ${first} order by p.at`)}::text as nodes,
      exists (select 1 from page where at > ${first}) as more, last.phase, last.key, last.id as "nameId"
    from (values (1)) one left join (select * from page where at <= ${first} order by at desc limit 1) last on true`;
  return { sql, params: where.params };
}

interface Answer {
  nodes: string;
  more: boolean;
  /** Of the last name, for the cursor; null when there is none. */
  phase: number | null;
  key: string | null;
  nameId: string | null;
}

/** `q4-company-search.graphql` in one statement: the first page of a search by name; codes and what says nothing take the ordinary path. */
export function hotCompanySearch(ctx: Ctx, { search, first, after }: Record<string, unknown>): Promise<string> | undefined {
  if (typeof search !== 'string' || search.trim() === '' || after != null || !readsCompanies(ctx.viewer)) return undefined;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > PAGE_LIMIT) return undefined;
  const plan = searchPlan(search);
  return plan === null || plan.by === 'CODE' ? undefined : answer(ctx, plan, first);
}

async function answer(ctx: Ctx, plan: NameSearch, first: number): Promise<string> {
  const { sql, params } = statement(plan, first);
  const [row] = await ctx.read<Answer>(sql, params);
  const { nodes, more, phase, key, nameId } = row!;
  const endCursor = nameId === null ? null : ctx.seal.seal(searchPurpose(plan), JSON.stringify([phase, key, nameId]));
  return `{"companies":{"nodes":${nodes},"pageInfo":${JSON.stringify({ endCursor, hasNextPage: more })}}}`;
}
