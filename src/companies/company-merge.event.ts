import { Ctx as Context, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { CompanyMerge } from './company-merge.ts';
import { loadCompany } from './company-rows.ts';
import { Company } from './company.ts';
import { loadMerge } from './merge-rows.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'Two records of one company were merged (企业合并).' })
export class CompaniesMerged extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A merge of two companies was undone (撤销企业合并).' })
export class CompaniesUnmerged extends Event {}

const COMPANY = {
  nullable: true,
  description: 'The survivor as it is now; null for teams that do not read companies (保留企业).',
};
const MERGE = { nullable: true, description: 'The merge as it is now; null for teams that do not read companies (合并记录).' };

@Resolver(() => CompaniesMerged)
export class CompaniesMergedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, COMPANY)
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => CompanyMerge, MERGE)
  merge(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadMerge(ctx, String(event.payload.mergeId));
  }
}

@Resolver(() => CompaniesUnmerged)
export class CompaniesUnmergedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, COMPANY)
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company that stands for itself again; null for teams that do not read companies (恢复的企业).',
  })
  restored(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, String(event.payload.mergedId));
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => CompanyMerge, MERGE)
  merge(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadMerge(ctx, String(event.payload.mergeId));
  }
}
