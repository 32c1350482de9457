import { Ctx as Context, Extensions, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { CalendarDate, Decimal, Yuan } from '../kernel/scalars.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { caseById } from './case.loaders.ts';
import { Case, type CaseRow } from './case.ts';
import { CreditFigure, type CreditFigureRow } from './credit-figure.ts';
import { creditFigureById, loadCreditRule, partiesByShares, reversalOf, type CreditPartyRow } from './credit.loaders.ts';
import { CreditRule } from './credit-rule.ts';
import { CreditParty, CreditShares, type CreditSharesRow } from './credit-shares.ts';
import { amountOf, percentOf } from './credit-units.ts';
import { MOST_PARTIES } from './write-credit-shares.ts';

@ObjectType({ description: 'What a party first recovers, before a figure is shared (先行收回的投入).' })
export class CreditOutlay {
  teamId!: string;

  @Field(() => Yuan, { description: 'How much, of amounts from the effective day on, whole yuan (金额，元).' })
  amountYuan!: string;
}

@Resolver(() => CreditOutlay)
export class CreditOutlayResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The party (团队).' })
  @Live()
  team(@Root() outlay: CreditOutlay, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, outlay.teamId);
  }
}

@Resolver(() => CreditParty)
export class CreditPartyResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team (团队).' })
  @Live()
  team(@Root() party: CreditPartyRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, party.teamId);
  }

  @FieldResolver(() => Decimal, { description: 'Its percentage; 100 for each in a DOUBLE_COUNT (比例).' })
  @Live()
  percent(@Root() party: CreditPartyRow): string {
    return percentOf(party.hundredths);
  }

  @FieldResolver(() => Decimal, {
    description:
      'Its percentage before the start event and after the years, by a ruling; the rest is the lead team’s; 0 by agreement (起算前及期满后的比例).',
  })
  @Live()
  percentOutside(@Root() party: CreditPartyRow): string {
    return percentOf(party.outside);
  }
}

@Resolver(() => CreditShares)
export class CreditSharesResolver {
  @FieldResolver(() => Case, { nullable: true, description: 'The case (专案).' })
  @At(Level.FOLLOW)
  @Live()
  case(@Root() shares: CreditSharesRow, @Context() ctx: ReadCtx): Promise<CaseRow | null> {
    return ctx.load(caseById, shares.caseId);
  }

  @FieldResolver(() => [CreditParty], {
    nullable: true,
    description: 'The parties, the largest first; null below FOLLOW (分计方).',
  })
  @Extensions({ listSize: MOST_PARTIES })
  @At(Level.FOLLOW)
  @Live()
  parties(@Root() shares: CreditSharesRow, @Context() ctx: ReadCtx): Promise<CreditPartyRow[]> {
    return ctx.load(partiesByShares, shares.id);
  }

  @FieldResolver(() => CalendarDate, {
    nullable: true,
    description: 'The day the start event happened; null until it has (起算日期).',
  })
  @At(Level.FOLLOW)
  @Live()
  startedOn(@Root() shares: CreditSharesRow): string | null {
    return shares.startedOn;
  }

  @FieldResolver(() => CreditOutlay, {
    nullable: true,
    description: 'What a party first recovers; null where none does (先行收回的投入).',
  })
  @At(Level.FOLLOW)
  @Live()
  outlay(@Root() { outlayTeamId, outlayYuan }: CreditSharesRow): CreditOutlay | null {
    return outlayTeamId && outlayYuan ? { teamId: outlayTeamId, amountYuan: outlayYuan } : null;
  }

  @FieldResolver(() => CreditRule, {
    nullable: true,
    description: 'The version of a rule it follows; null where it follows none (分计规则).',
  })
  @At(Level.FOLLOW)
  @Live()
  async rule(@Root() shares: CreditSharesRow, @Context() ctx: ReadCtx): Promise<CreditRule | null> {
    return shares.ruleId ? loadCreditRule(ctx, shares.ruleId) : null;
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that recorded it (登记团队).' })
  @At(Level.FOLLOW)
  @Live()
  recordedBy(@Root() shares: CreditSharesRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, shares.recordedByTeamId);
  }
}

@Resolver(() => CreditFigure)
export class CreditFigureResolver {
  @FieldResolver(() => Case, { nullable: true, description: 'The case (专案).' })
  @At(Level.FOLLOW)
  @Live()
  case(@Root() row: CreditFigureRow, @Context() ctx: ReadCtx): Promise<CaseRow | null> {
    return ctx.load(caseById, row.caseId);
  }

  @FieldResolver(() => Decimal, {
    nullable: true,
    description: 'Whole yuan, or points for SCORE; negative where it takes another back; null below FOLLOW (数额).',
  })
  @At(Level.FOLLOW)
  @Live()
  amount(@Root() row: CreditFigureRow): string {
    return amountOf(row.figure, row.amount);
  }

  @FieldResolver(() => CreditFigure, {
    nullable: true,
    description: 'What it takes back; null for an ordinary amount (被冲销的发生额).',
  })
  @At(Level.FOLLOW)
  @Live()
  async reverses(@Root() row: CreditFigureRow, @Context() ctx: ReadCtx): Promise<CreditFigureRow | null> {
    return row.reversesId ? ctx.load(creditFigureById, row.reversesId) : null;
  }

  @FieldResolver(() => CreditFigure, { nullable: true, description: 'What took it back; null while it stands (冲销记录).' })
  @At(Level.FOLLOW)
  @Live()
  reversedBy(@Root() row: CreditFigureRow, @Context() ctx: ReadCtx): Promise<CreditFigureRow | null> {
    return ctx.load(reversalOf, row.id);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that recorded it (登记团队).' })
  @At(Level.FOLLOW)
  @Live()
  recordedBy(@Root() row: CreditFigureRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, row.recordedByTeamId);
  }
}

@Resolver(() => CreditRule)
export class CreditRuleResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that saved this version (保存团队).' })
  @Live()
  savedBy(@Root() rule: CreditRule, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, rule.savedByTeamId);
  }
}
