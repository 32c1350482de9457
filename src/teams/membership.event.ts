import { Ctx as Context, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { Membership } from './person.ts';
import { membershipById, type MembershipRow } from './team-loaders.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'A person began to serve in the team; only the team hears of it (任职开始).' })
export class MembershipStarted extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A person ceased to serve in the team; only the team hears of it (任职结束).' })
export class MembershipEnded extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'Sign-ins were withdrawn; delivered to nobody, closes their sockets (登录撤销).' })
export class SessionRevoked extends Event {}

@Resolver(() => MembershipStarted)
export class MembershipStartedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Membership, { nullable: true, description: 'The membership as it is now (任职).' })
  membership(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<MembershipRow | null> {
    return ctx.load(membershipById, event.subjectId);
  }
}

@Resolver(() => MembershipEnded)
export class MembershipEndedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Membership, { nullable: true, description: 'The membership as it is now (任职).' })
  membership(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<MembershipRow | null> {
    return ctx.load(membershipById, event.subjectId);
  }
}
