import { Arg, Args, Ctx as Context, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { recordKey } from '../access/visible-to.ts';
import { ChainNode } from '../chains/chain.ts';
import { loadChainNode, type ChainNodeRow } from '../chains/chain-rows.ts';
import { Company } from '../companies/company.ts';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import type { EventSource } from '../events/event.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { mayWrite } from '../kernel/policy.ts';
import { Scope } from '../kernel/viewer.ts';
import { Contact, type ContactRow } from '../leads/contact.ts';
import { RecordOrderBy } from '../leads/lead.inputs.ts';
import { contactsByGuard, leadById } from '../leads/lead.loaders.ts';
import { Lead, type LeadRow } from '../leads/lead.ts';
import { timeline, TimelineConnection } from '../leads/timeline.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { Activity, type ActivityRow } from './activity.ts';
import { CaseFilter } from './case.inputs.ts';
import { caseByCode, latestActivities, loadCase, ownShareByCase, sharesByCase } from './case.loaders.ts';
import { movesCases } from './case.policy.ts';
import { CaseShare, type CaseShareRow } from './case-share.ts';
import { Case, type CaseRow } from './case.ts';
import { listActivities, listCases } from './list-cases.ts';

export const CaseConnection = connectionOf(Case, 'Case', '专案');
export const ActivityConnection = connectionOf(Activity, 'Activity', '跟进记录');

@Resolver(() => Case)
export class CaseResolver {
  @Query(() => CaseConnection, { description: 'Cases the team may see, newest change first unless told (专案列表).' })
  cases(
    @Arg('filter', () => CaseFilter, { nullable: true, description: 'Which cases (筛选).' }) filter: CaseFilter | null,
    @Arg('orderBy', () => RecordOrderBy, { nullable: true, description: 'How to sort (排序).' }) orderBy: RecordOrderBy | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<CaseRow>> {
    return listCases(ctx, { filter, orderBy }, page);
  }

  @Query(() => Case, {
    nullable: true,
    description: 'One case by id or code; null when it does not exist or may not be seen (专案).',
  })
  case(
    @Arg('id', () => ID, { nullable: true, description: 'Global id (全局编号).' }) id: string | null,
    @Arg('code', () => String, { nullable: true, description: 'Code such as ZA2026-000123 (专案编号).' }) code: string | null,
    @Context() ctx: Ctx,
  ): Promise<CaseRow | null> {
    const key = recordKey('Case', id, code);
    if (key?.by === 'id') return loadCase(ctx, key.value);
    return key ? caseByCode(ctx, key) : Promise.resolve(null);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that leads it (主办团队).' })
  @At(Level.SUMMARY)
  @Live()
  leadTeam(@Root() row: CaseRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, row.leadTeamId);
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The company; null when it is not in the registry (企业).' })
  @At(Level.FOLLOW)
  @Live()
  async company(@Root() row: CaseRow, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    return row.companyId ? loadCompany(ctx, row.companyId) : null;
  }

  @FieldResolver(() => ChainNode, {
    nullable: true,
    description: 'Node of an industrial chain it would fill; null when none is named (产业链环节).',
  })
  @At(Level.FOLLOW)
  @Live()
  async chainNode(@Root() row: CaseRow, @Context() ctx: ReadCtx): Promise<ChainNodeRow | null> {
    return row.chainNodeId ? loadChainNode(ctx, row.chainNodeId) : null;
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'The lead it came from; null when the viewer may not see it (来源线索).',
  })
  @At(Level.SUMMARY)
  async lead(@Root() row: CaseRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return row.leadId ? ctx.load(leadById, row.leadId) : null;
  }

  @FieldResolver(() => [CaseShare], {
    nullable: true,
    description: 'Teams that take part, the lead first; null below FOLLOW (参与团队).',
  })
  @At(Level.FOLLOW)
  @Live()
  shares(@Root() row: CaseRow, @Context() ctx: ReadCtx): Promise<CaseShareRow[]> {
    return ctx.load(sharesByCase, row.id);
  }

  @FieldResolver(() => CaseShare, {
    nullable: true,
    description: "The viewer's own part; null for teams that see it by supervision (本团队的共享).",
  })
  @At(Level.SUMMARY)
  async viewerShare(@Root() row: CaseRow, @Context() ctx: Ctx): Promise<CaseShareRow | null> {
    const [share] = await ctx.load(ownShareByCase, row.id);
    // A team knows its own part in full, whatever it sees of the case.
    return share ? { ...share, level: Level.WORK } : null;
  }

  @FieldResolver(() => [Contact], { nullable: true, description: 'People to talk to; null below WORK (联系人).' })
  @At(Level.WORK)
  @Live()
  contacts(@Root() row: CaseRow, @Context() ctx: ReadCtx): Promise<ContactRow[]> {
    return ctx.load(contactsByGuard, row.id);
  }

  @FieldResolver(() => ActivityConnection, {
    nullable: true,
    description: 'What was done, newest first; null below FOLLOW (跟进记录).',
  })
  @At(Level.FOLLOW)
  activities(@Root() row: CaseRow, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<ActivityRow>> {
    return listActivities(ctx, row.id, page);
  }

  @FieldResolver(() => [Activity], {
    nullable: true,
    description: 'The last few things done, for lists of cases; null below FOLLOW (最近跟进).',
  })
  @At(Level.FOLLOW)
  latestActivities(
    @Root() row: CaseRow,
    @Arg('first', () => Int, { defaultValue: 3, description: 'How many, 1 to 10 (条数).' }) first: number,
    @Context() ctx: Ctx,
  ): Promise<ActivityRow[]> {
    const loader = latestActivities[first - 1];
    if (!loader) throw fault('BAD_USER_INPUT', 'latestActivities 的 first 须在 1 至 10 之间');
    return ctx.load(loader, row.id);
  }

  @FieldResolver(() => TimelineConnection, {
    nullable: true,
    description: 'What happened to it, newest first, by access of today (动态).',
  })
  @At(Level.SUMMARY)
  events(@Root() row: CaseRow, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<EventSource>> {
    return timeline(ctx, row.id, page);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether the viewer may move it on (可否变更阶段).' })
  @At(Level.SUMMARY)
  async viewerCanMove(@Root() row: CaseRow, @Context() ctx: Ctx): Promise<boolean> {
    if (row.level !== Level.WORK || !mayWrite(ctx.viewer, Scope.WRITE_CASES)) return false;
    const [share] = await ctx.load(ownShareByCase, row.id);
    return movesCases(share?.role ?? null);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether the viewer may bring teams in (可否共享).' })
  @At(Level.SUMMARY)
  viewerCanShare(@Root() row: CaseRow, @Context() ctx: Ctx): boolean {
    return row.level === Level.WORK && mayWrite(ctx.viewer, Scope.WRITE_CASES);
  }
}
