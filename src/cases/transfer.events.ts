import { Ctx as Context, FieldResolver, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { leadById } from '../leads/lead.loaders.ts';
import { Lead, type LeadRow } from '../leads/lead.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { caseById } from './case.loaders.ts';
import { Case, type CaseRow } from './case.ts';
import { transferById } from './list-transfers.ts';
import { Transfer, type TransferRow } from './transfer.ts';

@InterfaceType({
  implements: Event,
  description: 'Something that happened to a transfer of a lead or case (流转事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class TransferEvent extends Event {}

@Resolver(() => TransferEvent)
export class TransferEventResolver {
  @FieldResolver(() => Transfer, {
    nullable: true,
    description: 'The transfer as it is now; null when it may no longer be seen (流转).',
  })
  @At(Level.SUMMARY)
  @Live()
  transfer(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TransferRow | null> {
    return ctx.load(transferById, String(source.payload.transferId));
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'The lead as it is now; null when it is a case or may no longer be seen (线索).',
  })
  @At(Level.SUMMARY)
  @Live()
  lead(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return ctx.load(leadById, source.subjectId);
  }

  @FieldResolver(() => Case, {
    nullable: true,
    description: 'The case as it is now; null when it is a lead or may no longer be seen (专案).',
  })
  @At(Level.SUMMARY)
  @Live()
  case(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CaseRow | null> {
    return ctx.load(caseById, source.subjectId);
  }

  @FieldResolver(() => Team, {
    nullable: true,
    description: 'The team that did it; null below FOLLOW and when it expired (操作团队).',
  })
  @At(Level.FOLLOW)
  @Live()
  actorTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, source.actorTeamId);
  }
}

@Levelled()
@ObjectType({ implements: [TransferEvent, Event], description: 'A lead or case was offered to another team (发起流转).' })
export class TransferOffered extends TransferEvent {}

@Levelled()
@ObjectType({ implements: [TransferEvent, Event], description: 'The other team took a lead or case over (接收流转).' })
export class TransferAccepted extends TransferEvent {}

@Levelled()
@ObjectType({ implements: [TransferEvent, Event], description: 'The other team declined what was offered (婉拒流转).' })
export class TransferDeclined extends TransferEvent {}

@Levelled()
@ObjectType({ implements: [TransferEvent, Event], description: 'The origin took an offer back (撤回流转).' })
export class TransferWithdrawn extends TransferEvent {}

@Levelled()
@ObjectType({ implements: [TransferEvent, Event], description: 'An offer ended unanswered (流转失效).' })
export class TransferExpired extends TransferEvent {}

@Levelled()
@ObjectType({ implements: [TransferEvent, Event], description: 'The city directed a lead or case to a team (指定流转).' })
export class TransferDirected extends TransferEvent {}
