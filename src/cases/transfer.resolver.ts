import { Arg, Args, Ctx as Context, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { mayWrite } from '../kernel/policy.ts';
import { Scope, type Viewer } from '../kernel/viewer.ts';
import { leadById } from '../leads/lead.loaders.ts';
import { Lead, type LeadRow } from '../leads/lead.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { caseById } from './case.loaders.ts';
import { Case, type CaseRow } from './case.ts';
import { CreditRule } from './credit-rule.ts';
import { loadCreditRule } from './credit.loaders.ts';
import { listTransfers, loadTransfer, transfersOf } from './list-transfers.ts';
import { TransferFilter } from './transfer.inputs.ts';
import { TransferTerms } from './transfer-terms.ts';
import { Transfer, TransferKind, TransferState, type TransferRow } from './transfer.ts';

export const TransferConnection = connectionOf(Transfer, 'Transfer', '流转');

const writes = (viewer: Viewer): boolean => mayWrite(viewer, Scope.WRITE_LEADS) && mayWrite(viewer, Scope.WRITE_CASES);

@Resolver(() => Transfer)
export class TransferResolver {
  @Query(() => TransferConnection, { description: "The team's own in- and outbox, nearest due first (本团队的流转)." })
  transfers(
    @Arg('filter', () => TransferFilter, { nullable: true, description: 'Which transfers (筛选).' })
    filter: TransferFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<TransferRow>> {
    return listTransfers(ctx, filter ?? {}, page);
  }

  @Query(() => Transfer, { nullable: true, description: 'One transfer; null when it does not exist or may not be seen (流转).' })
  async transfer(
    @Arg('id', () => ID, { description: 'Global id (全局编号).' }) id: string,
    @Context() ctx: Ctx,
  ): Promise<TransferRow | null> {
    const uuid = uuidOf('Transfer', id);
    return uuid ? loadTransfer(ctx, uuid) : null;
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that had it (转出团队).' })
  @At(Level.SUMMARY)
  @Live()
  fromTeam(@Root() transfer: TransferRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, transfer.fromTeamId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that is to have it (承接团队).' })
  @At(Level.SUMMARY)
  @Live()
  toTeam(@Root() transfer: TransferRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, transfer.toTeamId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead that is passed on; null when it is a case (线索).' })
  @At(Level.SUMMARY)
  @Live()
  async lead(@Root() { kind, subjectId }: TransferRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return kind === TransferKind.LEAD ? ctx.load(leadById, subjectId) : null;
  }

  @FieldResolver(() => Case, { nullable: true, description: 'The case that is passed on; null when it is a lead (专案).' })
  @At(Level.SUMMARY)
  @Live()
  async case(@Root() { kind, subjectId }: TransferRow, @Context() ctx: ReadCtx): Promise<CaseRow | null> {
    return kind === TransferKind.CASE ? ctx.load(caseById, subjectId) : null;
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether the viewer may accept or decline it (可否答复).' })
  @At(Level.SUMMARY)
  viewerCanAnswer(@Root() { state, toTeamId }: TransferRow, @Context() ctx: Ctx): boolean {
    return state === TransferState.OFFERED && toTeamId === ctx.viewer.teamId && writes(ctx.viewer);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether the viewer may take it back (可否撤回).' })
  @At(Level.SUMMARY)
  viewerCanWithdraw(@Root() { state, fromTeamId }: TransferRow, @Context() ctx: Ctx): boolean {
    return state === TransferState.OFFERED && fromTeamId === ctx.viewer.teamId && writes(ctx.viewer);
  }
}

@Resolver(() => Lead)
export class LeadTransfersResolver {
  @FieldResolver(() => TransferConnection, {
    nullable: true,
    description: 'How it was offered and passed on while it was a lead, newest first (流转记录).',
  })
  @At(Level.SUMMARY)
  transfers(@Root() lead: LeadRow, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<TransferRow>> {
    return transfersOf(ctx, lead.id, page);
  }
}

@Resolver(() => Case)
export class CaseTransfersResolver {
  @FieldResolver(() => TransferConnection, {
    nullable: true,
    description: 'How it was offered and passed on, newest first (流转记录).',
  })
  @At(Level.SUMMARY)
  transfers(@Root() row: CaseRow, @Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<TransferRow>> {
    return transfersOf(ctx, row.id, page);
  }
}

@Resolver(() => TransferTerms)
export class TransferTermsResolver {
  @FieldResolver(() => CreditRule, {
    nullable: true,
    description: 'The version of a rule it follows; null when it follows none (分计规则).',
  })
  @Live()
  async rule(@Root() { ruleId }: TransferTerms, @Context() ctx: ReadCtx): Promise<CreditRule | null> {
    return ruleId ? loadCreditRule(ctx, ruleId) : null;
  }
}
