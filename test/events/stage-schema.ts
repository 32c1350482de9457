import 'reflect-metadata';
import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root, Mutation, buildSchema } from 'type-graphql';
import type { GraphQLSchema } from 'graphql';
import { enforceLevels } from '../../src/app/field-levels.ts';
import { Event, type EventSource } from '../../src/events/event.ts';
import { StreamResolver } from '../../src/events/stream.resolver.ts';
import type { ReadCtx } from '../../src/kernel/context.ts';
import { Level } from '../../src/kernel/level.ts';
import { At, Levelled, Live, NotLive } from '../../src/kernel/levelled.ts';
import { byParent } from '../../src/kernel/loaders.ts';

/** A live object: read from the database when the event is delivered. */
const stages = byParent<{ parent: string; stage: string }>(
  'select subject_id as parent, max(stage) as stage from access where subject_id = any($1) group by 1',
  'stage_of_subjects',
);

@Levelled()
@ObjectType({ implements: Event, description: 'A case moved.' })
class CaseStageMoved extends Event {
  @At(Level.SUMMARY)
  @Field(() => String, { nullable: true })
  title!: string | null;
  @At(Level.FOLLOW)
  @Field(() => String, { nullable: true })
  intent!: string | null;
  @At(Level.WORK)
  @Field(() => String, { nullable: true })
  phone!: string | null;
  @At(Level.SUMMARY)
  @Live()
  @Field(() => String, { nullable: true })
  stageNow!: string | null;
  @At(Level.SUMMARY)
  @Field(() => Boolean, { nullable: true })
  viewerMayMove!: boolean | null;
  @At(Level.SUMMARY)
  @NotLive()
  @Field(() => String, { nullable: true })
  yours!: string | null;
  @Field(() => [String])
  maskedFields!: string[];
}

@Levelled()
@ObjectType({ implements: Event, description: 'A share was withdrawn.' })
class CaseShareWithdrawn extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A company was registered.' })
class CompanyRegistered extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A sign-in was withdrawn.' })
class SessionRevoked extends Event {}

@Resolver(() => CaseStageMoved)
class MovedResolver {
  @FieldResolver(() => String, { nullable: true })
  async stageNow(@Root() source: EventSource, @Ctx() ctx: ReadCtx): Promise<string | null> {
    return (await ctx.load(stages, source.subjectId))[0]?.stage ?? null;
  }
  @FieldResolver(() => String, { nullable: true })
  title(@Root() source: EventSource): string {
    if (source.payload.title === '破坏') throw new Error('select phone from contact where secret = 1');
    return String(source.payload.title);
  }
  @FieldResolver(() => Boolean, { nullable: true })
  viewerMayMove(@Ctx() ctx: ReadCtx): boolean {
    return ctx.viewer !== null;
  }
  @Query(() => String)
  hello(): string {
    return 'hello';
  }
  @Mutation(() => String)
  change(): string {
    return 'changed';
  }
}
void [CaseShareWithdrawn, CompanyRegistered, SessionRevoked];

let built: Promise<GraphQLSchema> | undefined;

/** The real stream types and level transform, with event types of our own. */
export const stageSchema = (): Promise<GraphQLSchema> =>
  (built ??= (async () => {
    const storage = globalThis.TypeGraphQLMetadataStorage;
    for (const field of storage.fields) field.simple = true;
    const pubSub = {
      publish: () => {},
      subscribe: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
    };
    const schema = await buildSchema({ resolvers: [MovedResolver, StreamResolver], validate: false, pubSub });
    const title = (schema.getType('CaseStageMoved') as import('graphql').GraphQLObjectType).getFields().title!;
    title.extensions = { ...title.extensions, live: true };
    return enforceLevels(schema);
  })());
