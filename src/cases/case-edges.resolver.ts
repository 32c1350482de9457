import { Args, Ctx as Context, FieldResolver, Resolver, Root } from 'type-graphql';
import { ChainNode } from '../chains/chain.ts';
import { Company } from '../companies/company.ts';
import type { Ctx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { At } from '../kernel/levelled.ts';
import { PageArgs, type Page } from '../kernel/page.ts';
import { Lead, type LeadRow } from '../leads/lead.ts';
import { Team } from '../teams/team.ts';
import { caseByLead } from './case.loaders.ts';
import { CaseConnection } from './case.resolver.ts';
import { Case, type CaseRow } from './case.ts';
import { listCases } from './list-cases.ts';

// Cases know leads, companies, nodes and teams; those do not know cases. The circle closes here, in the schema only.

@Resolver(() => Company)
export class CompanyCasesResolver {
  @FieldResolver(() => CaseConnection, {
    description: 'Cases with the company that the viewer sees at FOLLOW or above (企业专案).',
  })
  cases(@Root() company: { id: string }, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<CaseRow>> {
    return listCases(ctx, { filter: { companyId: globalId('Company', company.id) } }, page);
  }
}

@Resolver(() => ChainNode)
export class ChainNodeCasesResolver {
  @FieldResolver(() => CaseConnection, { description: 'Cases that would fill the node, seen at FOLLOW or above (环节专案).' })
  cases(@Root() node: { id: string }, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<CaseRow>> {
    return listCases(ctx, { filter: { chainNodeId: globalId('ChainNode', node.id) } }, page);
  }
}

@Resolver(() => Team)
export class TeamCasesResolver {
  @FieldResolver(() => CaseConnection, { description: 'Cases the team leads, as far as the viewer sees them (团队主办专案).' })
  cases(@Root() team: { id: string }, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<CaseRow>> {
    return listCases(ctx, { filter: { leadTeamId: globalId('Team', team.id) } }, page);
  }
}

@Resolver(() => Lead)
export class LeadCaseResolver {
  @FieldResolver(() => Case, {
    nullable: true,
    description: 'The case it became; null when there is none or it may not be seen (专案).',
  })
  @At(Level.SUMMARY)
  case(@Root() lead: LeadRow, @Context() ctx: Ctx): Promise<CaseRow | null> {
    return ctx.load(caseByLead, lead.id);
  }
}
