import { Ctx as Context, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { CompanyMatch } from './company-match.ts';
import { loadMatch } from './match-rows.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'All companies were compared with each other for duplicates (企业查重).' })
export class CompaniesScanned extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A possible duplicate was said to be none (排除疑似重复).' })
export class CompanyMatchDismissed extends Event {}

@Resolver(() => CompaniesScanned)
export class CompaniesScannedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Companies looked at (查重企业数).' })
  companies(@Root() event: EventSource): number {
    return Number(event.payload.companies ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Pairs that may be one company (疑似重复对数).' })
  pairs(@Root() event: EventSource): number {
    return Number(event.payload.pairs ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Pairs that no earlier scan found (新增对数).' })
  added(@Root() event: EventSource): number {
    return Number(event.payload.added ?? 0);
  }
}

@Resolver(() => CompanyMatchDismissed)
export class CompanyMatchDismissedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => CompanyMatch, {
    nullable: true,
    description: 'The pair as it is now; null for teams that do not read companies (疑似重复).',
  })
  match(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadMatch(ctx, event.subjectId);
  }
}
