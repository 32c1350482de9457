import { levelOf } from '../kernel/level.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { connectionOf, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { Event, eventSource, type EventSource } from '../events/event.ts';

/** Events of one record, newest first: what happened to it and who did it. */
export const TimelineConnection = connectionOf<Event>(Event as unknown as new () => Event, 'Timeline', '动态');

interface EventRowRead {
  logId: string;
  uuid: string;
  kind: string;
  at: Date;
  version: number | null;
  subjectType: string;
  subjectId: string;
  guardId: string | null;
  actorTeamId: string;
  payload: Record<string, unknown>;
  rank: number;
}

/** Who collides with a lead, or asked about it, is told to the side it was told to then, not to all that the lead is shown to. */
const FROM = `from access a join event e on e.guard_id = a.subject_id
  where a.team_id = $1 and a.subject_id = $2 and a.level >= e.minimum
    and (e.payload->>'isPrivate' is distinct from 'true' or e.actor_team_id = $1)
    and (e.kind not in ('COLLISION_PROBED', 'COLLISION_FOUND', 'COLLISION_DISCLOSED', 'COLLISION_CLOSED') or e.audience ? $1::text)`;

/** The timeline obeys today's access alone (decision 10): a team that joined late reads the past, one that left reads nothing. */
export async function timeline(ctx: ReadCtx, guardId: string, args: PageArgs): Promise<Page<EventSource>> {
  if (!ctx.viewer) throw fault('NOT_LIVE', '订阅中不能选取动态列表，请收到消息后再查询');
  const purpose = `timeline:${ctx.viewer.teamId}:${guardId}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const params: unknown[] = [ctx.viewer.teamId, guardId];
  const after = request.position ? ` and e.id ${request.backward ? '>' : '<'} $${params.push(request.position[0])}::bigint` : '';
  const rows = await ctx.read<EventRowRead>(
    `select e.id as "logId", e.uuid, e.kind, e.at, e.version, e.subject_type as "subjectType", e.subject_id as "subjectId",
       e.guard_id as "guardId", e.actor_team_id as "actorTeamId", e.payload, a.level as rank ${FROM}${after}
     order by e.id ${request.backward ? 'asc' : 'desc'} limit ${request.limit + 1}`,
    params,
  );
  const page = toPage(rows, request, (row) => [row.logId], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: async () =>
      (
        await ctx.read<{ n: number }>(`select count(*)::int as n from (select 1 ${FROM} limit 1000) seen`, [
          ctx.viewer!.teamId,
          guardId,
        ])
      )[0]!.n,
  });
  const sources = page.nodes.map((row) => sourceOf(row));
  return { ...page, nodes: sources, edges: page.edges.map((edge, i) => ({ cursor: edge.cursor, node: sources[i]! })) };
}

const sourceOf = ({ rank, ...row }: EventRowRead): EventSource =>
  eventSource(
    { ...row, guardKind: null, minimum: rank, actorPersonId: null, actorClientId: null, audience: null, revoked: null },
    levelOf(rank),
  );
