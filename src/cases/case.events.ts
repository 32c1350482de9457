import { Ctx as Context, FieldResolver, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { ContactAdded, FieldChange, fieldChanges } from '../leads/lead.events.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { Activity, type ActivityRow } from './activity.ts';
import { activityById, caseById } from './case.loaders.ts';
import { ShareRole } from './case-share.ts';
import { Case, CaseStage, type CaseRow } from './case.ts';

@InterfaceType({
  implements: Event,
  description: 'Something that happened to a case (专案事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class CaseEvent extends Event {}

@Resolver(() => CaseEvent)
export class CaseEventResolver {
  @FieldResolver(() => Case, { nullable: true, description: 'The case as it is now; null when it may no longer be seen (专案).' })
  @At(Level.SUMMARY)
  @Live()
  case(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CaseRow | null> {
    return ctx.load(caseById, source.subjectId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that did it; null below FOLLOW (操作团队).' })
  @At(Level.FOLLOW)
  @Live()
  actorTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, source.actorTeamId);
  }
}

@Levelled()
@ObjectType({ implements: [CaseEvent, Event], description: 'A case was opened (专案设立).' })
export class CaseOpened extends CaseEvent {}

@Levelled()
@ObjectType({ implements: [CaseEvent, Event], description: 'Facts of a case changed (专案更新).' })
export class CaseUpdated extends CaseEvent {}

@Resolver(() => CaseUpdated)
export class CaseUpdatedResolver {
  @FieldResolver(() => [FieldChange], { nullable: true, description: 'What changed; null below FOLLOW (变更内容).' })
  @At(Level.FOLLOW)
  @Live()
  changes(@Root() source: EventSource): FieldChange[] {
    return fieldChanges(source);
  }
}

@Levelled()
@ObjectType({ implements: [CaseEvent, Event], description: 'A case moved to another stage (阶段变更).' })
export class CaseStageMoved extends CaseEvent {}

@Resolver(() => CaseStageMoved)
export class CaseStageMovedResolver {
  @FieldResolver(() => CaseStage, { description: 'Stage before (原阶段).' })
  @At(Level.SUMMARY)
  @Live()
  from(@Root() source: EventSource): CaseStage {
    return source.payload.from as CaseStage;
  }

  @FieldResolver(() => CaseStage, { description: 'Stage after (新阶段).' })
  @At(Level.SUMMARY)
  @Live()
  to(@Root() source: EventSource): CaseStage {
    return source.payload.to as CaseStage;
  }
}

@InterfaceType({
  implements: [CaseEvent, Event],
  description: "Something that happened to a team's part in a case (共享事件).",
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class CaseShareEvent extends CaseEvent {}

@Resolver(() => CaseShareEvent)
export class CaseShareEventResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team it is about; null below FOLLOW (参与团队).' })
  @At(Level.FOLLOW)
  @Live()
  team(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, String(source.payload.teamId));
  }

  @FieldResolver(() => ShareRole, { nullable: true, description: 'What the team does in the case; null below FOLLOW (角色).' })
  @At(Level.FOLLOW)
  @Live()
  role(@Root() source: EventSource): ShareRole {
    return source.payload.role as ShareRole;
  }

  @FieldResolver(() => Level, {
    nullable: true,
    description: 'Level the share gives; null below FOLLOW and when it ended (共享级别).',
  })
  @At(Level.FOLLOW)
  @Live()
  grantedLevel(@Root() source: EventSource): Level | null {
    return (source.payload.level as Level | undefined) ?? null;
  }
}

@Levelled()
@ObjectType({ implements: [CaseShareEvent, CaseEvent, Event], description: 'A team was brought into a case (专案共享).' })
export class CaseShared extends CaseShareEvent {}

@Levelled()
@ObjectType({
  implements: [CaseShareEvent, CaseEvent, Event],
  description: "A team's role or level in a case changed (共享调整).",
})
export class CaseShareChanged extends CaseShareEvent {}

@Levelled()
@ObjectType({ implements: [CaseShareEvent, CaseEvent, Event], description: 'A team left a case (共享撤回).' })
export class CaseShareWithdrawn extends CaseShareEvent {}

@Levelled()
@ObjectType({
  implements: [CaseEvent, Event],
  description: 'An activity was recorded on a case (跟进记录); heard at FOLLOW or above.',
})
export class ActivityAdded extends CaseEvent {}

@Resolver(() => ActivityAdded)
export class ActivityAddedResolver {
  @FieldResolver(() => Activity, {
    nullable: true,
    description: 'The activity as it is now (跟进记录).',
  })
  @At(Level.FOLLOW)
  @Live()
  activity(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<ActivityRow | null> {
    return ctx.load(activityById, String(source.payload.activityId));
  }
}

@Resolver(() => ContactAdded)
export class ContactAddedCaseResolver {
  @FieldResolver(() => Case, { nullable: true, description: 'The case; null when it was added to a lead (专案).' })
  @At(Level.WORK)
  @Live()
  case(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<CaseRow | null> {
    return ctx.load(caseById, source.subjectId);
  }
}
