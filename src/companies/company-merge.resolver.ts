import { Ctx as Context, Extensions, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { Live } from '../kernel/levelled.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { CompanyMerge, undoableUntil } from './company-merge.ts';
import { loadCompany, type CompanyRow } from './company-rows.ts';
import { Company } from './company.ts';
import { MERGE_LIMIT, mergesOfCompany, type MergeRow } from './merge-rows.ts';

@Resolver(() => CompanyMerge)
export class CompanyMergeResolver {
  @Live()
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company that answers for both; null for teams that do not read companies (保留企业).',
  })
  survivor(@Root() merge: MergeRow, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, merge.survivorId);
  }

  @Live()
  @FieldResolver(() => ID, {
    description: 'Global id of the merged company; while the merge holds it leads to the survivor (被合并企业编号).',
  })
  mergedId(@Root() merge: MergeRow): string {
    return globalId('Company', merge.mergedId);
  }

  @Live()
  @FieldResolver(() => String, { description: 'Name of the merged company (被合并企业名称).' })
  mergedName(@Root() merge: MergeRow): string {
    return merge.mergedName;
  }

  @Live()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Unified social credit identifier of the merged company; null when it had none (被合并企业信用代码).',
  })
  mergedUsci(@Root() merge: MergeRow): string | null {
    return merge.mergedUsci;
  }

  @Live()
  @FieldResolver(() => Person, { nullable: true, description: 'Who merged them; null for API clients (合并人).' })
  mergedBy(@Root() merge: MergeRow, @Context() ctx: ReadCtx) {
    return merge.mergedById == null ? null : ctx.load(personById, merge.mergedById);
  }

  @Live()
  @FieldResolver(() => Team, { nullable: true, description: 'For which team; null only when it was just withdrawn (合并团队).' })
  mergedByTeam(@Root() merge: MergeRow, @Context() ctx: ReadCtx) {
    return ctx.load(teamById, merge.mergedByTeamId);
  }

  @Live()
  @FieldResolver(() => DateTime, { nullable: true, description: 'Until when it can be undone; null once it is (可撤销至).' })
  undoableUntil(@Root() merge: MergeRow): Date | null {
    return merge.undoneAt == null ? undoableUntil(merge.mergedAt) : null;
  }

  @Live()
  @FieldResolver(() => Person, { nullable: true, description: 'Who undid it; null while it holds and for API clients (撤销人).' })
  undoneBy(@Root() merge: MergeRow, @Context() ctx: ReadCtx) {
    return merge.undoneById == null ? null : ctx.load(personById, merge.undoneById);
  }

  @Live()
  @FieldResolver(() => Team, { nullable: true, description: 'For which team it was undone; null while it holds (撤销团队).' })
  undoneByTeam(@Root() merge: MergeRow, @Context() ctx: ReadCtx) {
    return merge.undoneByTeamId == null ? null : ctx.load(teamById, merge.undoneByTeamId);
  }
}

@Resolver(() => Company)
export class CompanyMergesResolver {
  @Live()
  @Extensions({ listSize: MERGE_LIMIT })
  @FieldResolver(() => [CompanyMerge], {
    description: 'Merges into the company, newest first, also those that were undone, at most 100 (合并记录).',
  })
  merges(@Root() company: Pick<CompanyRow, 'id'>, @Context() ctx: ReadCtx) {
    return ctx.load(mergesOfCompany, company.id);
  }
}
