import { Args, Ctx as Context, FieldResolver, Resolver, Root } from 'type-graphql';
import { ChainNode } from '../chains/chain.ts';
import { Company } from '../companies/company.ts';
import type { Ctx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { PageArgs, type Page } from '../kernel/page.ts';
import { Team } from '../teams/team.ts';
import { LeadConnection } from './lead.resolver.ts';
import type { LeadRow } from './lead.ts';
import { listLeads } from './list-leads.ts';

// Leads know companies, nodes and teams; those do not know leads. The circle closes here, in the schema only.

@Resolver(() => Company)
export class CompanyLeadsResolver {
  @FieldResolver(() => LeadConnection, {
    description: 'Leads about the company that the viewer sees at FOLLOW or above (企业线索).',
  })
  leads(@Root() company: { id: string }, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<LeadRow>> {
    return listLeads(ctx, { filter: { companyId: globalId('Company', company.id) } }, page);
  }
}

@Resolver(() => ChainNode)
export class ChainNodeLeadsResolver {
  @FieldResolver(() => LeadConnection, { description: 'Leads that would fill the node, seen at FOLLOW or above (环节线索).' })
  leads(@Root() node: { id: string }, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<LeadRow>> {
    return listLeads(ctx, { filter: { chainNodeId: globalId('ChainNode', node.id) } }, page);
  }
}

@Resolver(() => Team)
export class TeamLeadsResolver {
  @FieldResolver(() => LeadConnection, { description: 'Leads the team owns, as far as the viewer sees them (团队线索).' })
  leads(@Root() team: { id: string }, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<LeadRow>> {
    return listLeads(ctx, { filter: { owningTeamId: globalId('Team', team.id) } }, page);
  }
}
