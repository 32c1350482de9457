import DataLoader from 'dataloader';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import type { LoaderOf } from '../kernel/loaders.ts';
import { COUNT_CAP, pageRequest, toPage, type Page } from '../kernel/page.ts';
import { mustReadCompanies } from '../companies/company-policy.ts';
import { linksOfChain, nodesOfChain } from './chain-rows.ts';
import { coverageOfChain, NOTHING, viewKey } from './coverage.ts';
import { findGaps } from './find-gaps.ts';
import { GapKind, type Gap, type GapsArgs } from './gap.ts';

/** The uuid of the team whose territory is meant; a malformed or foreign id is the caller's mistake. */
export function teamOf(ctx: Ctx, teamId: string | null | undefined): string {
  if (teamId == null) return ctx.viewer.teamId;
  const uuid = uuidOf('Team', teamId);
  if (uuid === null) throw fault('BAD_USER_INPUT', 'teamId 不是团队编号，请从 teams 查询中取得');
  return uuid;
}

/** Gaps of one chain in reading order: nodes, links and coverage are three statements for any number of chains. */
async function gapsOfChain(ctx: ReadCtx, teamId: string, chainId: string): Promise<Gap[]> {
  const [nodes, links, coverage] = await Promise.all([
    ctx.load(nodesOfChain, chainId),
    ctx.load(linksOfChain, chainId),
    ctx.load(coverageOfChain, viewKey(teamId, chainId)),
  ]);
  return findGaps(nodes, links, coverage).map(({ node, evidence }) => ({
    kind: GapKind.FILL,
    node,
    coverage: coverage.get(node.id) ?? NOTHING,
    evidence: evidence.map((each) => ({ ...each, teamId })),
    teamId,
  }));
}

/** Ids of the nodes with a gap, computed once for all nodes of a map; by `viewKey`. */
export const emptyNodes: LoaderOf<string, ReadonlySet<string>> = (ctx) =>
  new DataLoader((keys) =>
    Promise.all(
      keys.map(async (key) => {
        const [teamId = '', chainId = ''] = key.split('/');
        return new Set((await gapsOfChain(ctx, teamId, chainId)).map((gap) => gap.node.id));
      }),
    ),
  );

async function chainIds(ctx: Ctx, chainId: string | null | undefined): Promise<string[]> {
  if (chainId != null) {
    const uuid = uuidOf('Chain', chainId);
    if (uuid === null) throw fault('BAD_USER_INPUT', 'chainId 不是产业链编号，请从 chains 查询中取得');
    return [uuid];
  }
  return (await ctx.read<{ id: string }>('select id from chain order by code, edition', [], 'chain_ids')).map(({ id }) => id);
}

/** One page of gaps. They are derived, not stored, so the cursor names the last node and the page goes on after it. */
export async function listGaps(ctx: Ctx, args: GapsArgs): Promise<Page<Gap>> {
  mustReadCompanies(ctx.viewer);
  const teamId = teamOf(ctx, args.teamId);
  const purpose = `gaps ${teamId} ${args.chainId ?? ''}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const ids = await chainIds(ctx, args.chainId);
  const gaps = (await Promise.all(ids.map((id) => gapsOfChain(ctx, teamId, id)))).flat();
  const ordered = request.backward ? gaps.toReversed() : gaps;
  const start = request.position === null ? 0 : await afterNode(ctx, ids, ordered, String(request.position[0]), request.backward);
  const rows = ordered.slice(start, start + request.limit + 1);
  const total = () => Promise.resolve(Math.min(gaps.length, COUNT_CAP));
  return toPage(rows, request, (gap) => [gap.node.id], { seal: ctx.seal, purpose, asOf: ctx.asOf, total });
}

/** A gap may close between two pages: its node keeps its place in the chain all the same. */
async function afterNode(ctx: Ctx, ids: string[], gaps: readonly Gap[], nodeId: string, backward: boolean): Promise<number> {
  const nodes = (await Promise.all(ids.map((id) => ctx.load(nodesOfChain, id)))).flat();
  const order = new Map(nodes.map((node, i) => [node.id, backward ? -i : i]));
  const last = order.get(nodeId);
  if (last === undefined) throw fault('BAD_CURSOR', '游标所指环节已不存在，请从头翻页');
  const next = gaps.findIndex((gap) => (order.get(gap.node.id) ?? 0) > last);
  return next === -1 ? gaps.length : next;
}
