import { LEVEL, visibleTo } from '../access/visible-to.ts';
import { mustReadCompanies } from '../companies/company-policy.ts';
import type { Ctx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { cityRules } from './city-rules.ts';
import type { ProbeQuotaRow } from './collision-match.ts';
import type { ProbeHitRow } from './probe-hit.ts';
import { probeLimits, probeUse } from './probe-limit.ts';

/** Who asked about the team's leads, newest first. */
export async function listProbes(ctx: Ctx, args: PageArgs): Promise<Page<ProbeHitRow>> {
  mustReadCompanies(ctx.viewer);
  const purpose = `probes:${ctx.viewer.teamId}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const { from, where, first } = visibleTo(ctx, 'probe_hit', Level.FOLLOW);
  const own = `${where} and r.holding_team_id = $1`;
  const params: unknown[] = [first];
  const way = request.backward ? 'asc' : 'desc';
  const after = request.position
    ? ` and (r.at, r.id) ${request.backward ? '>' : '<'} ($${params.push(request.position[0])}::timestamptz, $${params.push(request.position[1])}::uuid)`
    : '';
  const rows = await ctx.read<ProbeHitRow>(
    `select r.id, r.asking_team_id as "askingTeamId", r.lead_id as "leadId", r.match_level as "matchLevel", r.at, ${LEVEL}
     from ${from} where ${own}${after} order by r.at ${way}, r.id ${way} limit ${request.limit + 1}`,
    params,
  );
  const total = async () => {
    const sql = `select count(*)::int as n from (select 1 from ${from} where ${own} limit ${COUNT_CAP}) x`;
    return (await ctx.read<{ n: number }>(sql, [first]))[0]!.n;
  };
  return toPage(rows, request, (row) => [row.at, row.id], { seal: ctx.seal, purpose, asOf: ctx.asOf, total });
}

/** What the team has asked and may still ask. */
export async function probeQuota(ctx: Ctx): Promise<ProbeQuotaRow> {
  mustReadCompanies(ctx.viewer);
  const limits = probeLimits(await cityRules(ctx.read));
  return { ...limits, ...(await probeUse(ctx.read, ctx.viewer.teamId, ctx.now(), limits)) };
}
