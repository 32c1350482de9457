import { Ctx as Context, Field, FieldResolver, InterfaceType, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { contactById, leadById } from './lead.loaders.ts';
import { Contact, type ContactRow } from './contact.ts';
import { Lead, LeadSource, LeadStage, type LeadRow } from './lead.ts';

@ObjectType({ description: 'One changed field (字段变更).' })
export class FieldChange {
  @Field(() => String, { description: 'Name of the field (字段).' })
  field!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Value before, as text; null when there was none or it is free text (原值).',
  })
  from!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Value after, as text; null when there is none or it is free text (新值).',
  })
  to!: string | null;
}

/** The recorded changes of an event as a list, in the order they were recorded. */
export const fieldChanges = (source: EventSource): FieldChange[] =>
  Object.entries((source.payload.changes ?? {}) as Record<string, { from: string | null; to: string | null }>).map(
    ([field, change]) => ({
      field,
      ...change,
    }),
  );

@InterfaceType({
  implements: Event,
  description: 'Something that happened to a lead (线索事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class LeadEvent extends Event {}

@Resolver(() => LeadEvent)
export class LeadEventResolver {
  @FieldResolver(() => Lead, { nullable: true, description: 'The lead as it is now; null when it may no longer be seen (线索).' })
  @At(Level.SUMMARY)
  @Live()
  lead(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return ctx.load(leadById, source.subjectId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that did it; null below FOLLOW (操作团队).' })
  @At(Level.FOLLOW)
  @Live()
  actorTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, source.actorTeamId);
  }
}

@Levelled()
@ObjectType({ implements: [LeadEvent, Event], description: 'A lead was registered (线索登记).' })
export class LeadRegistered extends LeadEvent {}

@Resolver(() => LeadRegistered)
export class LeadRegisteredResolver {
  @FieldResolver(() => LeadSource, { nullable: true, description: 'How it came to the team; null below FOLLOW (来源).' })
  @At(Level.FOLLOW)
  @Live()
  source(@Root() source: EventSource): LeadSource {
    return source.payload.source as LeadSource;
  }
}

@Levelled()
@ObjectType({ implements: [LeadEvent, Event], description: 'Facts of a lead changed (线索更新).' })
export class LeadUpdated extends LeadEvent {}

@Resolver(() => LeadUpdated)
export class LeadUpdatedResolver {
  @FieldResolver(() => [FieldChange], { nullable: true, description: 'What changed; null below FOLLOW (变更内容).' })
  @At(Level.FOLLOW)
  @Live()
  changes(@Root() source: EventSource): FieldChange[] {
    return fieldChanges(source);
  }
}

@Levelled()
@ObjectType({ implements: [LeadEvent, Event], description: 'A lead was taken into screening (线索研判).' })
export class LeadScreened extends LeadEvent {}

@Levelled()
@ObjectType({ implements: [LeadEvent, Event], description: 'A lead was accepted and became a case (线索立案).' })
export class LeadAccepted extends LeadEvent {}

@Levelled()
@ObjectType({ implements: [LeadEvent, Event], description: 'A lead was declined (线索不予受理).' })
export class LeadDeclined extends LeadEvent {}

const FROM = { nullable: false, description: 'Stage before (原阶段).' };
const fromOf = (source: EventSource): LeadStage => source.payload.from as LeadStage;

@Resolver(() => LeadScreened)
export class LeadScreenedResolver {
  @FieldResolver(() => LeadStage, FROM)
  @At(Level.SUMMARY)
  @Live()
  from(@Root() source: EventSource): LeadStage {
    return fromOf(source);
  }
}

@Resolver(() => LeadDeclined)
export class LeadDeclinedResolver {
  @FieldResolver(() => LeadStage, FROM)
  @At(Level.SUMMARY)
  @Live()
  from(@Root() source: EventSource): LeadStage {
    return fromOf(source);
  }
}

@Levelled()
@ObjectType({ implements: Event, description: 'A contact was added to a lead or case (新增联系人); heard at WORK only.' })
export class ContactAdded extends Event {}

@Resolver(() => ContactAdded)
export class ContactAddedResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'The contact; null when it may no longer be seen (联系人).' })
  @At(Level.WORK)
  @Live()
  contact(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<ContactRow | null> {
    return ctx.load(contactById, String(source.payload.contactId));
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead; null when it was added to a case (线索).' })
  @At(Level.WORK)
  @Live()
  lead(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return ctx.load(leadById, source.subjectId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that added it; null below WORK (操作团队).' })
  @At(Level.WORK)
  @Live()
  actorTeam(@Root() source: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, source.actorTeamId);
  }
}
