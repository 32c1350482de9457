import { Arg, Args, Ctx as Context, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Live } from '../kernel/levelled.ts';
import { connectionOf } from '../kernel/page.ts';
import { UserError } from '../kernel/refusal.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { CompanyMatch } from './company-match.ts';
import { loadCompany } from './company-rows.ts';
import { Company } from './company.ts';
import { dismissMatch } from './dismiss-match.ts';
import { listMatches } from './list-matches.ts';
import { CompanyMatchesArgs, DismissMatchInput } from './match.inputs.ts';
import { loadMatch, type MatchRow } from './match-rows.ts';

const CompanyMatchConnection = connectionOf(CompanyMatch, 'CompanyMatch', '疑似重复企业');

@ObjectType({ description: 'Outcome of dismissMatch (排除疑似重复结果).' })
class DismissMatchPayload {
  @Field(() => CompanyMatch, { nullable: true, description: 'The pair as it is now; null when refused (疑似重复).' })
  match?: MatchRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@Resolver(() => CompanyMatch)
export class CompanyMatchResolver {
  @Query(() => CompanyMatchConnection, {
    description:
      'Companies that a scan takes for one, the surest first; refused with FORBIDDEN for partner teams (疑似重复企业).',
  })
  companyMatches(@Args(() => CompanyMatchesArgs) args: CompanyMatchesArgs, @Context() ctx: Ctx) {
    return listMatches(ctx, args);
  }

  @Mutation(() => DismissMatchPayload, {
    description: 'Says that two companies are two; scans let the pair rest (排除疑似重复).',
  })
  async dismissMatch(
    @Arg('input', () => DismissMatchInput, { description: 'Which pair, and why (排除内容).' }) input: DismissMatchInput,
    @Context() ctx: Ctx,
  ): Promise<DismissMatchPayload> {
    const { matchId } = await dismissMatch(ctx, input);
    return { match: await loadMatch(ctx, matchId), userErrors: [] };
  }

  @Live()
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'One company, or its survivor once merged; null for teams that do not read companies (企业一).',
  })
  left(@Root() match: MatchRow, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, match.leftId);
  }

  @Live()
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The other company, or its survivor once merged; null for teams that do not read companies (企业二).',
  })
  right(@Root() match: MatchRow, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, match.rightId);
  }

  @Live()
  @FieldResolver(() => String, { description: 'Name of the one, which it keeps when merged (企业一名称).' })
  leftName(@Root() match: MatchRow): string {
    return match.leftName;
  }

  @Live()
  @FieldResolver(() => String, { description: 'Name of the other, which it keeps when merged (企业二名称).' })
  rightName(@Root() match: MatchRow): string {
    return match.rightName;
  }

  @Live()
  @FieldResolver(() => Person, {
    nullable: true,
    description: 'Who decided; null while it is open and for API clients (处理人).',
  })
  decidedBy(@Root() match: MatchRow, @Context() ctx: ReadCtx) {
    return match.decidedById == null ? null : ctx.load(personById, match.decidedById);
  }

  @Live()
  @FieldResolver(() => Team, { nullable: true, description: 'For which team; null while it is open (处理团队).' })
  decidedByTeam(@Root() match: MatchRow, @Context() ctx: ReadCtx) {
    return match.decidedByTeamId == null ? null : ctx.load(teamById, match.decidedByTeamId);
  }
}
