import DataLoader from 'dataloader';
import { visibleTo } from '../access/visible-to.ts';
import { mustReadCompanies } from '../companies/company-policy.ts';
import { survivorOf } from '../companies/merged.sql.ts';
import type { Ctx, LoaderOf, ReadCtx } from '../kernel/context.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { SPINE } from './case-moves.ts';
import { CaseStage } from './case.ts';
import { ReferrerKind } from './referral.inputs.ts';

/** How many leads somebody brought, and how far they came. */
export interface ReferralCounts {
  leads: number;
  accepted: number;
  signed: number;
  started: number;
}
export type ReferrerStanding = ReferralCounts & { id: string; kind: ReferrerKind };

const since = (stage: CaseStage): string =>
  SPINE.slice(SPINE.findIndex((each) => each === stage))
    .map((each) => `'${each}'`)
    .join(', ');

const COUNTS = `count(*)::int as leads, (count(*) filter (where r.stage = 'ACCEPTED'))::int as accepted,
  (count(*) filter (where c.stage in (${since(CaseStage.SIGNED)})))::int as signed,
  (count(*) filter (where c.stage in (${since(CaseStage.STARTED)})))::int as started`;

/** Its case counts only where it is seen too. */
const ITS_CASE = `left join cases c on c.lead_id = r.id
  and exists (select 1 from access b where b.subject_id = c.id and b.team_id = $1)`;

/** Who brought a lead is a field of FOLLOW (decision 7); that it did itself a partner knows. */
const REFERRERS = {
  COMPANY: { id: survivorOf('r.referrer_company_id'), join: '', where: 'r.referrer_company_id is not null and a.level >= 2' },
  TEAM: {
    id: 'k.id',
    join: `cross join lateral (select distinct t.id from (values (r.referrer_team_id), (r.referrer_company_team_id)) t (id)
      where t.id is not null) k`,
    where: '(a.level >= 2 or k.id = $1)',
  },
} as const satisfies Record<ReferrerKind, unknown>;

/** Counts by referrer over the leads that the viewer's team may see; `$1` is that team. */
function counted(ctx: ReadCtx, kind: ReferrerKind, also = ''): { sql: string; first: unknown } {
  const { from, where, first } = visibleTo(ctx, 'lead');
  const of = REFERRERS[kind];
  const sql = `select ${of.id} as id, ${COUNTS} from ${from} ${of.join} ${ITS_CASE} where ${where} and ${of.where}${also} group by 1`;
  return { sql, first };
}

const NONE: ReferralCounts = { leads: 0, accepted: 0, signed: 0, started: 0 };

/** `$2` the referrers asked for. */
const ASKED = {
  COMPANY: ' and r.referrer_company_id in (select m.id from company m where coalesce(m.merged_into_id, m.id) = any($2::uuid[]))',
  TEAM: ' and (r.referrer_team_id = any($2::uuid[]) or r.referrer_company_team_id = any($2::uuid[])) and k.id = any($2::uuid[])',
} as const satisfies Record<ReferrerKind, string>;

const referralsOf =
  (kind: ReferrerKind): LoaderOf<string, ReferralCounts> =>
  (ctx) =>
    new DataLoader(async (ids) => {
      const { sql, first } = counted(ctx, kind, ASKED[kind]);
      const rows = await ctx.read<ReferrerStanding>(sql, [first, ids], `referrals_of_${kind.toLowerCase()}`);
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? NONE);
    });

export const referralsOfCompany = referralsOf(ReferrerKind.COMPANY);
export const referralsOfTeam = referralsOf(ReferrerKind.TEAM);

/** Referrers by the number of leads that the viewer may see, most first. */
export async function rankReferrers(ctx: Ctx, kind: ReferrerKind, args: PageArgs): Promise<Page<ReferrerStanding>> {
  if (kind === ReferrerKind.COMPANY) mustReadCompanies(ctx.viewer);
  const purpose = `referrers:${ctx.viewer.teamId}:${kind}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { sql, first } = counted(ctx, kind);
  const params = [first, ...(request.position ?? [])];
  const past = request.position ? ` where (x.leads, x.id) ${request.backward ? '>' : '<'} ($2::int, $3::uuid)` : '';
  const way = request.backward ? 'asc' : 'desc';
  const rows = await ctx.read<ReferrerStanding>(
    `select x.* from (${sql}) x${past} order by x.leads ${way}, x.id ${way} limit ${request.limit + 1}`,
    params,
  );
  const count = `select count(*)::int as n from (select 1 from (${sql}) x limit ${COUNT_CAP}) seen`;
  return toPage(
    rows.map((row) => ({ ...row, kind })),
    request,
    (row) => [row.leads, row.id],
    {
      seal: ctx.seal,
      purpose,
      asOf: ctx.asOf,
      total: async () => (await ctx.read<{ n: number }>(count, [first]))[0]!.n,
    },
  );
}
