import { Ctx as Context, FieldResolver, Int, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { DateTime } from '../kernel/scalars.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { ClaimStatus } from './claim-status.ts';
import { Claim, type ClaimRow } from './claim.ts';
import { claimById } from './claim.loaders.ts';
import { leadById } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';

@InterfaceType({
  implements: Event,
  description: 'Something that happened to a claim (首谈事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class ClaimEvent extends Event {}

@Resolver(() => ClaimEvent)
export class ClaimEventResolver {
  @FieldResolver(() => Claim, {
    nullable: true,
    description: 'The claim as it is now; null when it may no longer be seen (首谈).',
  })
  @At(Level.SUMMARY)
  @Live()
  claim(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<ClaimRow | null> {
    return ctx.load(claimById, source.subjectId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'Its lead as it is now; null when it may no longer be seen (线索).' })
  @At(Level.SUMMARY)
  @Live()
  async lead(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return source.guardId ? ctx.load(leadById, source.guardId) : null;
  }

  @FieldResolver(() => Team, {
    nullable: true,
    description: 'The team that did it; null below FOLLOW, and when time did it (操作团队).',
  })
  @At(Level.FOLLOW)
  @Live()
  actorTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, source.actorTeamId);
  }
}

@Levelled()
@ObjectType({ implements: [ClaimEvent, Event], description: 'A claim was filed, or passed on to this lead (首谈申报).' })
export class LeadClaimed extends ClaimEvent {}

@Resolver(() => LeadClaimed)
export class LeadClaimedResolver {
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether it carries on a claim that was passed on, for the rest of its term (是否承接原首谈).',
  })
  @At(Level.SUMMARY)
  @Live()
  isCarriedOn(@Root() source: EventSource): boolean {
    return source.payload.movedFromId != null;
  }
}

@Levelled()
@ObjectType({ implements: [ClaimEvent, Event], description: 'A team gave its claim up (首谈释放).' })
export class ClaimReleased extends ClaimEvent {}

@Levelled()
@ObjectType({
  implements: [ClaimEvent, Event],
  description: 'A claim ended otherwise: passed on, overturned or concluded with its case (首谈终止).',
})
export class ClaimEnded extends ClaimEvent {}

@Resolver(() => ClaimEnded)
export class ClaimEndedResolver {
  @FieldResolver(() => ClaimStatus, { nullable: true, description: 'How it ended (终止方式).' })
  @At(Level.SUMMARY)
  @Live()
  outcome(@Root() source: EventSource): ClaimStatus {
    return source.payload.outcome as ClaimStatus;
  }
}

@Levelled()
@ObjectType({ implements: [ClaimEvent, Event], description: 'A claim was renewed (首谈续期).' })
export class ClaimRenewed extends ClaimEvent {}

@Resolver(() => ClaimRenewed)
export class ClaimRenewedResolver {
  @FieldResolver(() => DateTime, { nullable: true, description: 'When it lapses since then (新的到期时间).' })
  @At(Level.SUMMARY)
  @Live()
  expiresAt(@Root() source: EventSource): Date {
    return new Date(String(source.payload.expiresAt));
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Which renewal it was; null below FOLLOW (第几次续期).' })
  @At(Level.FOLLOW)
  @Live()
  renewals(@Root() source: EventSource): number {
    return Number(source.payload.renewals);
  }
}

@Levelled()
@ObjectType({ implements: [ClaimEvent, Event], description: 'A claim is about to lapse unless it is renewed (首谈到期预警).' })
export class ClaimExpiring extends ClaimEvent {}

@Resolver(() => ClaimExpiring)
export class ClaimExpiringResolver {
  @FieldResolver(() => DateTime, { nullable: true, description: 'When it lapses unless it is renewed (到期时间).' })
  @At(Level.SUMMARY)
  @Live()
  expiresAt(@Root() source: EventSource): Date {
    return new Date(String(source.payload.expiresAt));
  }
}

@Levelled()
@ObjectType({ implements: [ClaimEvent, Event], description: 'The term of a claim ran out without renewal (首谈逾期失效).' })
export class ClaimLapsed extends ClaimEvent {}

@InterfaceType({
  implements: [ClaimEvent, Event],
  description:
    'Something that happened to an invitation to a joint claim or to a team that joined; heard at FOLLOW (联合首谈事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class ClaimPartyEvent extends ClaimEvent {}

@Resolver(() => ClaimPartyEvent)
export class ClaimPartyEventResolver {
  @FieldResolver(() => Team, {
    nullable: true,
    description: 'The team that is invited, or was and joined; null below FOLLOW (受邀团队).',
  })
  @At(Level.FOLLOW)
  @Live()
  team(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, String(source.payload.teamId));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Its part of the credit in percent; null below FOLLOW, and where a ruling gave it (分计比例，%).',
  })
  @At(Level.FOLLOW)
  @Live()
  percent(@Root() source: EventSource): number | null {
    return source.payload.percent == null ? null : Number(source.payload.percent);
  }
}

@Levelled()
@ObjectType({
  implements: [ClaimPartyEvent, ClaimEvent, Event],
  description: 'A team was invited to a joint claim (邀请联合首谈).',
})
export class ClaimOffered extends ClaimPartyEvent {}

@Levelled()
@ObjectType({ implements: [ClaimPartyEvent, ClaimEvent, Event], description: 'A team joined a claim (加入联合首谈).' })
export class ClaimJoined extends ClaimPartyEvent {}

@Levelled()
@ObjectType({ implements: [ClaimPartyEvent, ClaimEvent, Event], description: 'A team declined a joint claim (谢绝联合首谈).' })
export class ClaimOfferDeclined extends ClaimPartyEvent {}

@Levelled()
@ObjectType({
  implements: [ClaimEvent, Event],
  description: 'Invitations to a joint claim were closed unanswered, since the lead became a case (联合首谈邀请关闭).',
})
export class ClaimOfferClosed extends ClaimEvent {}

@Levelled()
@ObjectType({
  implements: [ClaimPartyEvent, ClaimEvent, Event],
  description: 'The holder took an invitation to a joint claim back before it was answered (撤回联合首谈邀请).',
})
export class ClaimOfferWithdrawn extends ClaimPartyEvent {}

@Levelled()
@ObjectType({
  implements: [ClaimPartyEvent, ClaimEvent, Event],
  description: 'A team left a joint claim: it works on the lead no longer (退出联合首谈).',
})
export class ClaimLeft extends ClaimPartyEvent {}
