import type { ReadCtx } from '../kernel/context.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { mustReadCompanies } from './company-policy.ts';
import { COMPANY_COLUMNS, type CompanyRow } from './company-rows.ts';
import type { LeadCompanyFilter } from './company.inputs.ts';
import { companyConditions } from './list-companies.ts';

type LeadRow = CompanyRow & { newest: string };
const PURPOSE = 'leadCompanies';

/** Companies with a title, the newest title first; titles without a date come last. */
export async function listLeadCompanies(
  ctx: ReadCtx,
  args: PageArgs & { filter?: LeadCompanyFilter | null },
): Promise<Page<CompanyRow>> {
  mustReadCompanies(ctx.viewer);
  const request = pageRequest(args, ctx.seal, PURPOSE);
  const { designationKind, ...rest } = args.filter ?? {};
  const filter = companyConditions(rest);
  const kind = designationKind == null ? '' : `where t.kind = ${filter.bind(designationKind)}`;
  const leads = `(select coalesce(m.merged_into_id, m.id) as company_id, coalesce(max(t.awarded_on), '0001-01-01') as newest
      from designation t join company m on m.id = t.company_id ${kind} group by 1) d
    join company c on c.id = d.company_id`;
  const where = filter.copy();
  if (request.position !== null) {
    const at = `(${where.bind(request.position[0])}::date, ${where.bind(request.position[1])}::uuid)`;
    where.and(`(d.newest, c.id) ${request.backward ? '>' : '<'} ${at}`);
  }
  const direction = request.backward ? 'asc' : 'desc';
  const rows = await ctx.read<LeadRow>(
    `select ${COMPANY_COLUMNS}, d.newest from ${leads} where ${where.sql}
     order by d.newest ${direction}, c.id ${direction} limit ${request.limit + 1}`,
    where.params,
  );
  const total = async () => {
    const sql = `select count(*)::int as n from (select 1 from ${leads} where ${filter.sql} limit ${COUNT_CAP}) x`;
    return (await ctx.read<{ n: number }>(sql, filter.params))[0]?.n ?? 0;
  };
  return toPage(rows, request, (row) => [row.newest, row.id], { seal: ctx.seal, purpose: PURPOSE, asOf: ctx.asOf, total });
}
