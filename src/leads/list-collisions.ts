import DataLoader from 'dataloader';
import type { Ctx, LoaderOf, ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { levelSql } from '../kernel/json.sql.ts';
import { RANK } from '../kernel/level.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { mustReadCompanies } from '../companies/company-policy.ts';
import { shownReasons } from './blind-matches.ts';
import type { CollisionRow, CollisionState } from './collision.ts';

/** One side of each: the viewer's own, else the one it sees more of. The other lead is named where it may be seen. */
const SIDED = `select c.*, coalesce(a.level, 0) as rank, coalesce(b.level, 0) as other_rank, c.team_id = $1 or c.other_team_id = $1 as is_party,
    case when c.team_id = $1 then true when c.other_team_id = $1 then false else coalesce(a.level, 0) >= coalesce(b.level, 0) end as first
  from collision c left join access a on a.subject_id = c.lead_id and a.team_id = $1
  left join access b on b.subject_id = c.other_lead_id and b.team_id = $1`;
const side = (mine: string, other: string) => `case when x.first then x.${mine} else x.${other} end`;
const MINE = side('rank', 'other_rank');
const THEIRS = side('other_rank', 'rank');

const COLUMNS = `x.id, x.match_level as "matchLevel", x.reasons, x.found_at as "foundAt", x.state, x.disclosed_level as "disclosedLevel",
  x.closed_at as "closedAt", x.is_party as "isParty", ${levelSql(MINE)} as level, ${THEIRS} as "theirRank",
  ${side('lead_id', 'other_lead_id')} as "myLeadId", ${side('consent', 'other_consent')} as "myConsent",
  case when x.closed_by_team_id = $1 then x.closing_note end as "myNote",
  ${side('other_lead_id', 'lead_id')} as "theirLeadId", ${side('other_team_id', 'team_id')} as "theirTeamId",
  ${side('other_since', 'since')} as "theirSince", ${side('other_consent', 'consent')} is not null as "theyAgreed"`;

export const OF_LEAD = 20;

type Raw = CollisionRow & { theirRank: number };

/** What is blind stays blind: the other lead and the reasons go with the level at which it is seen. */
const sided = ({ theirRank, ...row }: Raw): CollisionRow => ({
  ...row,
  theirLeadId: theirRank > 0 ? row.theirLeadId : null,
  reasons: theirRank > 0 ? shownReasons(row.reasons ?? [], Math.min(theirRank, RANK[row.level])) : null,
});

export async function loadCollision(ctx: ReadCtx, id: string): Promise<CollisionRow | null> {
  if (!ctx.viewer) return null;
  const sql = `select ${COLUMNS} from (${SIDED} where c.id = $2) x where ${MINE} >= ${RANK.FOLLOW}`;
  const [row] = await ctx.read<Raw>(sql, [ctx.viewer.teamId, id], 'collision_by_id');
  return row ? sided(row) : null;
}

/** Collisions of a lead that the viewer follows, newest first; one with each other team, and few of those. */
export const collisionsOfLead: LoaderOf<string, CollisionRow[]> = (ctx) =>
  new DataLoader(async (leads) => {
    if (!ctx.viewer) throw fault('NOT_LIVE', '订阅中不能选取撞单列表，请收到消息后再查询');
    const sql = `select p.id as parent, y.* from unnest($2::uuid[]) as p(id) cross join lateral (
        select ${COLUMNS} from (${SIDED} where c.lead_id = p.id union all ${SIDED} where c.other_lead_id = p.id) x
        where ${side('lead_id', 'other_lead_id')} = p.id and ${MINE} >= ${RANK.FOLLOW} order by x.found_at desc, x.id limit ${OF_LEAD}) y`;
    const rows = await ctx.read<Raw & { parent: string }>(sql, [ctx.viewer.teamId, leads], 'collisions_of_lead');
    const groups = Map.groupBy(rows, ({ parent }) => parent);
    return leads.map((lead) => (groups.get(lead) ?? []).map(({ parent: _parent, ...row }) => sided(row)));
  });

/** The collisions of the viewer's team, newest first. */
export async function listCollisions(ctx: Ctx, page: PageArgs, state: CollisionState | null): Promise<Page<CollisionRow>> {
  mustReadCompanies(ctx.viewer);
  const purpose = `collisions:${ctx.viewer.teamId}:${state ?? ''}`;
  const request = pageRequest(page, ctx.seal, purpose);
  const params: unknown[] = [ctx.viewer.teamId, state];
  const own = `(c.team_id = $1 or c.other_team_id = $1) and ($2::text is null or c.state = $2)`;
  const way = request.backward ? 'asc' : 'desc';
  const after = request.position
    ? ` and (c.found_at, c.id) ${request.backward ? '>' : '<'} ($${params.push(request.position[0])}::timestamptz, $${params.push(request.position[1])}::uuid)`
    : '';
  const rows = await ctx.read<Raw>(
    `select ${COLUMNS} from (${SIDED} where ${own}${after}) x where ${MINE} >= ${RANK.FOLLOW}
     order by x.found_at ${way}, x.id ${way} limit ${request.limit + 1}`,
    params,
  );
  const total = async () => {
    const sql = `select count(*)::int as n from (select 1 from (${SIDED} where ${own}) x where ${MINE} >= ${RANK.FOLLOW} limit ${COUNT_CAP}) y`;
    return (await ctx.read<{ n: number }>(sql, params.slice(0, 2)))[0]!.n;
  };
  const seal = { seal: ctx.seal, purpose, asOf: ctx.asOf, total };
  return toPage(rows.map(sided), request, (row) => [row.foundAt, row.id], seal);
}
