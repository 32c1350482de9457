import type { ReadCtx } from '../kernel/context.ts';
import { COUNT_CAP, type pageRequest } from '../kernel/page.ts';
import { COMPANY_COLUMNS, type CompanyRow } from './company-rows.ts';
import type { Conditions } from './company-conditions.ts';
import type { SearchPlan } from './search-plan.ts';

export type NameSearch = Exclude<SearchPlan, { by: 'CODE' }>;
type Request = ReturnType<typeof pageRequest>;
export type FoundCompany = CompanyRow & { phase: number; key: string; nameId: string };

/** What a name must satisfy, and what its hits are ordered by. Names that begin with the term come first. */
interface Phase {
  matches: (alias: string) => string;
  key: 'normalised' | 'pinyin';
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export function phasesOf(plan: NameSearch, where: Conditions): Phase[] {
  // A statement may not have parameters that it does not use: each is bound when it is first written.
  const once = (value: unknown) => {
    let placeholder: string | undefined;
    return () => (placeholder ??= where.bind(value));
  };
  const starts = once(`${escapeLike(plan.term)}%`);
  const spelled = once(`${escapeLike(plan.term.toLowerCase())}%`);
  const pairs = once(plan.bigrams);
  const within = once(`%${escapeLike(plan.term)}%`);
  const first: Phase =
    plan.by === 'NAME'
      ? { key: 'normalised', matches: (n) => `${n}.normalised like ${starts()}` }
      : {
          key: 'pinyin',
          matches: (n) =>
            `(${n}.pinyin like ${spelled()} or ${n}.initials like ${spelled()} or ${n}.normalised like ${starts()})`,
        };
  if (plan.bigrams.length === 0) return [first];
  return [first, { key: 'pinyin', matches: (n) => `${n}.bigrams @> ${pairs()}::int[] and ${n}.normalised like ${within()}` }];
}

/** A company found under several names stands at its best one only. Per row, so that it never becomes a join with all names. */
export const isBestName = (phases: readonly Phase[], phase: number): string => {
  const earlier = phases
    .slice(0, phase)
    .map(
      ({ matches }) =>
        `not exists (select 1 from company_name o where o.company_id = n.company_id and (${matches('o')}) offset 0)`,
    );
  const { matches, key } = phases[phase]!;
  const best = `n.id = (select o.id from company_name o where o.company_id = n.company_id and ${matches('o')} order by o.${key} using ~<~, o.id limit 1)`;
  return [...earlier, best].join(' and ');
};

/** Unnamed statements on purpose: the right plan differs from term to term (common pairs walk the order, rare ones the GIN index). */
async function phasePage(ctx: ReadCtx, plan: NameSearch, filter: Conditions, phase: number, request: Request, limit: number) {
  const where = filter.copy();
  const phases = phasesOf(plan, where);
  const { matches, key } = phases[phase]!;
  const [less, id] = request.backward ? ['~>~', 'desc'] : ['~<~', 'asc'];
  const beyond = request.backward ? '~<~' : '~>~';
  const conditions = [matches('n')];
  if (filter.isEmpty === false) conditions.push(`exists (select 1 from company c where c.id = n.company_id and ${where.sql})`);
  if (request.position !== null && request.position[0] === phase) {
    const at = where.bind(request.position[1]);
    conditions.push(
      `(n.${key} ${beyond} ${at} or (n.${key} = ${at} and n.id ${request.backward ? '<' : '>'} ${where.bind(request.position[2])}))`,
    );
  }
  return ctx.read<FoundCompany>(
    `select ${COMPANY_COLUMNS}, p.phase, p.key, p.id as "nameId"
     from (select * from (
         select n.id, n.company_id, ${phase} as phase, n.${key} as key from company_name n
         where ${conditions.join(' and ')} order by n.${key} using ${less}, n.id ${id}) n
       where ${isBestName(phases, phase)} limit ${limit}) p
     join company c on c.id = p.company_id order by p.key using ${less}, p.id ${id}`,
    where.params,
  );
}

export async function searchByName(
  ctx: ReadCtx,
  plan: NameSearch,
  filter: Conditions,
  request: Request,
): Promise<FoundCompany[]> {
  const count = plan.bigrams.length === 0 ? 1 : 2;
  const order = request.backward ? [1, 0].slice(2 - count) : [0, 1].slice(0, count);
  const from = request.position === null ? 0 : Math.max(0, order.indexOf(Number(request.position[0])));
  const rows: FoundCompany[] = [];
  for (const phase of order.slice(from)) {
    const missing = request.limit + 1 - rows.length;
    if (missing > 0) rows.push(...(await phasePage(ctx, plan, filter, phase, request, missing)));
  }
  return rows;
}

export async function countByName(ctx: ReadCtx, plan: NameSearch, filter: Conditions): Promise<number> {
  const where = filter.copy();
  const any = phasesOf(plan, where)
    .map(({ matches }) => `(${matches('n')})`)
    .join(' or ');
  const narrowed = filter.isEmpty ? '' : `and exists (select 1 from company c where c.id = n.company_id and ${where.sql})`;
  const [row] = await ctx.read<{ n: number }>(
    `select count(*)::int as n from (select distinct n.company_id from company_name n where (${any}) ${narrowed} limit ${COUNT_CAP}) x`,
    where.params,
  );
  return row?.n ?? 0;
}
