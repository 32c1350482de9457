import { Arg, Args, Ctx as Context, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { recordKey } from '../access/visible-to.ts';
import { ChainNode } from '../chains/chain.ts';
import { loadChainNode, type ChainNodeRow } from '../chains/chain-rows.ts';
import { Company } from '../companies/company.ts';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import type { EventSource } from '../events/event.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { mayWrite } from '../kernel/policy.ts';
import { Scope } from '../kernel/viewer.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { Contact, type ContactRow } from './contact.ts';
import { LeadFilter, RecordOrderBy } from './lead.inputs.ts';
import { contactsByGuard, leadByCode, loadLead } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';
import { listLeads } from './list-leads.ts';
import { timeline, TimelineConnection } from './timeline.ts';

export const LeadConnection = connectionOf(Lead, 'Lead', '线索');

@Resolver(() => Lead)
export class LeadResolver {
  @Query(() => LeadConnection, { description: 'Leads the team may see, newest change first unless told (线索列表).' })
  leads(
    @Arg('filter', () => LeadFilter, { nullable: true, description: 'Which leads (筛选).' }) filter: LeadFilter | null,
    @Arg('orderBy', () => RecordOrderBy, { nullable: true, description: 'How to sort (排序).' }) orderBy: RecordOrderBy | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<LeadRow>> {
    return listLeads(ctx, { filter, orderBy }, page);
  }

  @Query(() => Lead, {
    nullable: true,
    description: 'One lead by id or code; null when it does not exist or may not be seen (线索).',
  })
  lead(
    @Arg('id', () => ID, { nullable: true, description: 'Global id (全局编号).' }) id: string | null,
    @Arg('code', () => String, { nullable: true, description: 'Code such as XS2026-000123 (线索编号).' }) code: string | null,
    @Context() ctx: Ctx,
  ): Promise<LeadRow | null> {
    const key = recordKey('Lead', id, code);
    if (key?.by === 'id') return loadLead(ctx, key.value);
    return key ? leadByCode(ctx, key) : Promise.resolve(null);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that owns it (承接团队).' })
  @At(Level.SUMMARY)
  @Live()
  owningTeam(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, lead.owningTeamId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The partner that brought it; null when none did (推荐合作伙伴).' })
  @At(Level.FOLLOW)
  @Live()
  async referrerTeam(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return lead.referrerTeamId ? ctx.load(teamById, lead.referrerTeamId) : null;
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The company that brought it; null when none did (推荐企业).' })
  @At(Level.FOLLOW)
  @Live()
  async referrerCompany(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    return lead.referrerCompanyId ? loadCompany(ctx, lead.referrerCompanyId) : null;
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The company; null when it is not in the registry (企业).' })
  @At(Level.FOLLOW)
  @Live()
  async company(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    return lead.companyId ? loadCompany(ctx, lead.companyId) : null;
  }

  @FieldResolver(() => ChainNode, {
    nullable: true,
    description: 'Node of an industrial chain it would fill; null when none is named (产业链环节).',
  })
  @At(Level.FOLLOW)
  @Live()
  async chainNode(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<ChainNodeRow | null> {
    return lead.chainNodeId ? loadChainNode(ctx, lead.chainNodeId) : null;
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who registered it; null for API clients and imports (登记人).' })
  @At(Level.FOLLOW)
  @Live()
  async registeredBy(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return lead.registeredById ? ctx.load(personById, lead.registeredById) : null;
  }

  @FieldResolver(() => [Contact], { nullable: true, description: 'People to talk to; null below WORK (联系人).' })
  @At(Level.WORK)
  @Live()
  contacts(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<ContactRow[]> {
    return ctx.load(contactsByGuard, lead.id);
  }

  @FieldResolver(() => TimelineConnection, {
    nullable: true,
    description: 'What happened to it, newest first, by access of today (动态).',
  })
  @At(Level.SUMMARY)
  events(@Root() lead: LeadRow, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<EventSource>> {
    return timeline(ctx, lead.id, page);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether the viewer may update and move it (可否办理).' })
  @At(Level.SUMMARY)
  viewerCanMove(@Root() lead: LeadRow, @Context() ctx: Ctx): boolean {
    return lead.level === Level.WORK && mayWrite(ctx.viewer, Scope.WRITE_LEADS);
  }
}
