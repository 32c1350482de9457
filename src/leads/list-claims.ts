import { Field, ID, InputType, Int } from 'type-graphql';
import { LEVEL, visibleTo } from '../access/visible-to.ts';
import { kindReadsCompanies } from '../companies/company-policy.ts';
import type { Ctx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { ClaimIntent } from './claim-intent.ts';
import type { RegisterRow } from './claim-register.ts';
import { CLAIM_COLUMNS } from './claim.loaders.ts';
import type { ClaimRow } from './claim.ts';

@InputType({ description: 'Which claims (首谈筛选).' })
export class ClaimFilter {
  @Field(() => ID, { nullable: true, description: 'Held by this team (首谈团队).' })
  teamId?: string | null;

  @Field(() => Int, { nullable: true, description: 'That lapse within so many days unless renewed, 0 to 365 (若干日内到期).' })
  expiringWithinDays?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'With those that no longer hold; without them unless told (含已终止).' })
  includeEnded?: boolean | null;
}

@InputType({ description: 'Which entries of the register; there is none by name (首谈公示筛选).' })
export class ClaimRegisterFilter {
  @Field(() => String, { nullable: true, description: 'In this division of industry, such as C39 (行业大类).' })
  industryDivision?: string | null;

  @Field(() => ClaimIntent, { nullable: true, description: 'For this kind of project (项目类型).' })
  intent?: ClaimIntent | null;

  @Field(() => ID, { nullable: true, description: 'Held by this team (首谈团队).' })
  teamId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'With those that no longer hold; without them unless told (含已终止).' })
  includeEnded?: boolean | null;
}

interface Asked {
  purpose: string;
  columns: string;
  from: string;
  /** Conditions over `r`, `$n` being the parameters in their order. */
  where: string[];
  params: unknown[];
  order: { column: string; id: string; descending: boolean };
}

/** A page by keyset on an instant and an id. */
async function pageOf<R extends { id: string }>(ctx: Ctx, asked: Asked, args: PageArgs): Promise<Page<R>> {
  const { purpose, columns, from, order } = asked;
  const request = pageRequest(args, ctx.seal, purpose);
  const [where, params] = [[...asked.where], [...asked.params]];
  const down = order.descending !== request.backward;
  if (request.position)
    where.push(
      `(${order.column}, ${order.id}) ${down ? '<' : '>'} ($${params.push(request.position[0])}::timestamptz, $${params.push(request.position[1])}::uuid)`,
    );
  const way = down ? 'desc' : 'asc';
  const rows = await ctx.read<R & { sortKey: Date }>(
    `select ${columns}, ${order.column} as "sortKey" from ${from} where ${where.join(' and ')}
     order by ${order.column} ${way}, ${order.id} ${way} limit ${request.limit + 1}`,
    params,
  );
  const total = async () => {
    const sql = `select count(*)::int as n from (select 1 from ${from} where ${asked.where.join(' and ')} limit ${COUNT_CAP}) x`;
    return (await ctx.read<{ n: number }>(sql, asked.params))[0]!.n;
  };
  return toPage<R>(rows, request, (row) => [(row as R & { sortKey: Date }).sortKey, row.id], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total,
  });
}

const MOST_DAYS = 365;

/** Claims on leads that the team sees at FOLLOW, the next to lapse first. */
export function listClaims(ctx: Ctx, filter: ClaimFilter, args: PageArgs): Promise<Page<ClaimRow>> {
  const visible = visibleTo(ctx, 'claim', Level.FOLLOW);
  const params: unknown[] = [visible.first];
  const where = [visible.where];
  const days = filter.expiringWithinDays;
  if (days != null && (days < 0 || days > MOST_DAYS))
    throw fault('BAD_USER_INPUT', `expiringWithinDays 须在 0 至 ${MOST_DAYS} 之间`);
  if (!filter.includeEnded || days != null) where.push(`r.ended_at is null and r.expires_at > $${params.push(ctx.now())}`);
  if (days != null) where.push(`r.expires_at <= $${params.push(ctx.now())}::timestamptz + ${days} * interval '1 day'`);
  if (filter.teamId != null) where.push(`r.team_id = $${params.push(uuidOf('Team', filter.teamId))}::uuid`);
  const order = { column: 'r.expires_at', id: 'r.id', descending: false };
  const purpose = `claims:${ctx.viewer.teamId}`;
  return pageOf<ClaimRow>(
    ctx,
    { purpose, columns: `${CLAIM_COLUMNS}, ${LEVEL}`, from: visible.from, where, params, order },
    args,
  );
}

const REGISTER = `r.claim_id as id, r.code, r.company_mask as "companyMask", r.industry_division as "industryDivision", r.intent,
  r.team_id as "teamId", r.filed_at as "filedAt", r.expires_at as "expiresAt", r.ended_at as "endedAt", r.outcome`;

/** The register for every team of government, the newest filing first. There is no search by name: it would tell names. */
export function claimRegister(ctx: Ctx, filter: ClaimRegisterFilter, args: PageArgs): Promise<Page<RegisterRow>> {
  if (!kindReadsCompanies(ctx.viewer.teamKind)) throw fault('FORBIDDEN', '首谈公示面向政府团队，合作伙伴请联系对接的招商团队');
  const params: unknown[] = [];
  const where = ['true'];
  if (!filter.includeEnded) where.push(`r.ended_at is null and r.expires_at > $${params.push(ctx.now())}`);
  if (filter.industryDivision != null)
    where.push(`r.industry_division = $${params.push(filter.industryDivision.trim().toUpperCase())}`);
  if (filter.intent != null) where.push(`r.intent = $${params.push(filter.intent)}`);
  if (filter.teamId != null) where.push(`r.team_id = $${params.push(uuidOf('Team', filter.teamId))}::uuid`);
  const order = { column: 'r.filed_at', id: 'r.claim_id', descending: true };
  return pageOf<RegisterRow>(
    ctx,
    { purpose: 'claimRegister', columns: REGISTER, from: 'claim_register r', where, params, order },
    args,
  );
}
