import { Ctx as Context, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { Company } from './company.ts';
import { loadCompany } from './company-rows.ts';
import { RelationKind } from './designation.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'A batch of companies was imported (企业导入).' })
export class CompaniesImported extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A company was added by hand (企业建档).' })
export class CompanyRegistered extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A company received a designation (企业称号).' })
export class DesignationAdded extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'Facts of a company changed (企业更新).' })
export class CompanyUpdated extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A relation between two companies was recorded (企业关系).' })
export class RelationAdded extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A partner team speaks for a company from now on (企业代表团队设定).' })
export class CompanyTeamLinked extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A partner team speaks for a company no longer (企业代表团队解除).' })
export class CompanyTeamUnlinked extends Event {}

@Resolver(() => CompaniesImported)
export class CompaniesImportedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Companies added by the batch (新增数).' })
  added(@Root() event: EventSource): number {
    return Number(event.payload.added ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Companies changed by the batch (更新数).' })
  updated(@Root() event: EventSource): number {
    return Number(event.payload.updated ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => String, { nullable: true, description: 'Name of the imported file; null when not recorded (文件名).' })
  file(@Root() event: EventSource): string | null {
    return event.payload.file == null ? null : String(event.payload.file);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => ID, { description: 'The import run that the batch belongs to (导入批次).' })
  importId(@Root() event: EventSource): string {
    return event.subjectId;
  }
}

@Resolver(() => CompanyRegistered)
export class CompanyRegisteredResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company as it is now; null for teams that do not read companies (企业).',
  })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }
}

@Resolver(() => DesignationAdded)
export class DesignationAddedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company as it is now; null for teams that do not read companies (企业).',
  })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => String, { description: 'The title as its source words it (称号).' })
  title(@Root() event: EventSource): string {
    return String(event.payload.title ?? '');
  }
}

@Resolver(() => CompanyUpdated)
export class CompanyUpdatedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company as it is now; null for teams that do not read companies (企业).',
  })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => [String], { description: 'Names of the facts that were given anew, such as address (更新字段).' })
  fields(@Root() event: EventSource): string[] {
    return Array.isArray(event.payload.fields) ? event.payload.fields.map(String) : [];
  }
}

@Resolver(() => RelationAdded)
export class RelationAddedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The first company as it is now; null for teams that do not read companies (甲方企业).',
  })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The other company as it is now; null for teams that do not read companies (乙方企业).',
  })
  to(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, String(event.payload.toId));
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => RelationKind, { description: 'How the first stands to the other (关系).' })
  relation(@Root() event: EventSource): RelationKind {
    return event.payload.kind as RelationKind;
  }
}

@Resolver(() => CompanyTeamLinked)
export class CompanyTeamLinkedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company as it is now; null for teams that do not read companies (企业).',
  })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Team, { nullable: true, description: 'The partner team (合作伙伴团队).' })
  team(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, String(event.payload.teamId));
  }
}

@Resolver(() => CompanyTeamUnlinked)
export class CompanyTeamUnlinkedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company as it is now; null for teams that do not read companies (企业).',
  })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Team, { nullable: true, description: 'The partner team (合作伙伴团队).' })
  team(@Root() event: EventSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, String(event.payload.teamId));
  }
}
