import { Arg, Ctx as Context, ID, Query, Resolver } from 'type-graphql';
import { loadActivity, loadCase, loadShare } from '../cases/case.loaders.ts';
import { loadTransfer } from '../cases/list-transfers.ts';
import { loadCreditFigure, loadCreditRule, loadCreditShares } from '../cases/credit.loaders.ts';
import { loadContest } from '../cases/contest.loaders.ts';
import { loadChain, loadChainNode, loadPlacement } from '../chains/chain-rows.ts';
import { loadCompany } from '../companies/company-rows.ts';
import { loadMatch } from '../companies/match-rows.ts';
import { loadMerge } from '../companies/merge-rows.ts';
import { fault } from '../kernel/fault.ts';
import { parseGlobalId } from '../kernel/global-id.ts';
import { loadClaim } from '../leads/claim.loaders.ts';
import { loadClock, loadReport } from '../leads/clock.loaders.ts';
import { loadContact, loadLead } from '../leads/lead.loaders.ts';
import { loadCollision } from '../leads/list-collisions.ts';
import { Node } from '../kernel/node.ts';
import { loadApiClient, loadMembership, loadPerson, loadTeam } from '../teams/team-nodes.ts';
import { loadPark } from '../parks/park-list.ts';
import type { Ctx } from '../kernel/context.ts';

type NodeSource = { id: string; __typename?: string };

/** How each type with a global id is loaded, with the viewer's rights. */
export const nodeLoaders: Record<string, (ctx: Ctx, uuid: string) => Promise<NodeSource | null>> = {
  Lead: loadLead,
  Contact: loadContact,
  Claim: loadClaim,
  ResponseClock: loadClock,
  LeadReport: loadReport,
  Collision: loadCollision,
  Case: loadCase,
  CaseShare: loadShare,
  Contest: loadContest,
  Activity: loadActivity,
  Transfer: loadTransfer,
  CreditRule: loadCreditRule,
  CreditShares: loadCreditShares,
  CreditFigure: loadCreditFigure,
  Company: loadCompany,
  CompanyMerge: loadMerge,
  CompanyMatch: loadMatch,
  Chain: loadChain,
  ChainNode: loadChainNode,
  Placement: loadPlacement,
  Team: loadTeam,
  Person: loadPerson,
  Membership: loadMembership,
  ApiClient: loadApiClient,
  Park: loadPark,
};

async function loadNode(ctx: Ctx, id: string): Promise<NodeSource | null> {
  const parsed = parseGlobalId(id);
  const load = parsed && Object.hasOwn(nodeLoaders, parsed.type) ? nodeLoaders[parsed.type] : undefined;
  if (!parsed || !load) return null;
  const row = await load(ctx, parsed.uuid);
  return row && { ...row, __typename: parsed.type };
}

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'The object with a global id; null when it does not exist or may not be seen (按编号取对象).',
  })
  node(
    @Arg('id', () => ID, { description: 'Global id (全局编号).' }) id: string,
    @Context() ctx: Ctx,
  ): Promise<NodeSource | null> {
    return loadNode(ctx, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      'The objects with these global ids, in order, at most 100; null where one does not exist or may not be seen (批量取对象).',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids (全局编号).' }) ids: string[],
    @Context() ctx: Ctx,
  ): Promise<Array<NodeSource | null>> {
    if (ids.length > 100) throw fault('BAD_USER_INPUT', '一次最多取 100 个对象');
    return Promise.all(ids.map((id) => loadNode(ctx, id)));
  }
}
