import { Arg, Args, Ctx as Context, Field, FieldResolver, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import { companyOfTeam, teamOfCompanies } from '../companies/company-team-rows.ts';
import { Company } from '../companies/company.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { UserError } from '../kernel/refusal.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import {
  rankReferrers,
  referralsOfCompany,
  referralsOfTeam,
  type ReferralCounts as Counts,
  type ReferrerStanding as Standing,
} from './count-referrals.ts';
import { linkCompanyTeam, unlinkCompanyTeam } from './link-company-team.ts';
import { LinkCompanyTeamInput, ReferrerKind, UnlinkCompanyTeamInput } from './referral.inputs.ts';

const INPUT = { description: 'What to do (输入).' };

@ObjectType({ description: 'Leads that somebody brought, as far as the viewer sees them, and how far they came (以商招商成效).' })
export class ReferralCounts {
  @Field(() => Int, { description: 'Leads brought (推荐线索数).' })
  leads!: number;

  @Field(() => Int, { description: 'Of these, taken up as cases (立案数).' })
  accepted!: number;

  @Field(() => Int, { description: 'Of these, cases that stand at signing or beyond (签约数).' })
  signed!: number;

  @Field(() => Int, { description: 'Of these, cases that stand at start of construction or beyond (开工数).' })
  started!: number;
}

@ObjectType({ description: 'A referrer in the ranking (推荐方排名).' })
export class ReferrerStanding extends ReferralCounts {}

export const ReferrerStandingConnection = connectionOf(ReferrerStanding, 'ReferrerStanding', '推荐方排名');

@ObjectType({ description: 'Answer of linking a company and a partner team (企业代表团队办理结果).' })
export class CompanyTeamPayload {
  @Field(() => Company, { nullable: true, description: 'The company; null when refused (企业).' })
  company!: CompanyRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

@Resolver(() => ReferrerStanding)
export class ReferrerStandingResolver {
  @Query(() => ReferrerStandingConnection, {
    description: 'Who brought most of the leads that the viewer may see, most first (以商招商排名).',
  })
  referralRanking(
    @Arg('by', () => ReferrerKind, { description: 'Companies or teams (推荐方类别).' }) by: ReferrerKind,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<Standing>> {
    return rankReferrers(ctx, by, page);
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The company; null when it is a team (企业).' })
  async company(@Root() { kind, id }: Standing, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    return kind === ReferrerKind.COMPANY ? loadCompany(ctx, id) : null;
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The partner team; null when it is a company (合作伙伴团队).' })
  async team(@Root() { kind, id }: Standing, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return kind === ReferrerKind.TEAM ? ctx.load(teamById, id) : null;
  }
}

@Resolver()
export class CompanyTeamMutationResolver {
  @Mutation(() => CompanyTeamPayload, {
    description: 'Says which partner team speaks for a company and sees what the company brought (设定企业代表团队).',
  })
  async linkCompanyTeam(
    @Arg('input', () => LinkCompanyTeamInput, INPUT) input: LinkCompanyTeamInput,
    @Context() ctx: Ctx,
  ): Promise<CompanyTeamPayload> {
    return { company: await loadCompany(ctx, (await linkCompanyTeam(ctx, input)).companyId) };
  }

  @Mutation(() => CompanyTeamPayload, { description: 'Ends what a partner team is to a company (解除企业代表团队).' })
  async unlinkCompanyTeam(
    @Arg('input', () => UnlinkCompanyTeamInput, INPUT) input: UnlinkCompanyTeamInput,
    @Context() ctx: Ctx,
  ): Promise<CompanyTeamPayload> {
    return { company: await loadCompany(ctx, (await unlinkCompanyTeam(ctx, input)).companyId) };
  }
}

@Resolver(() => Company)
export class CompanyReferralsResolver {
  @FieldResolver(() => ReferralCounts, {
    description: 'Leads it brought that the viewer sees at FOLLOW or above (推荐成效).',
  })
  referrals(@Root() company: { id: string }, @Context() ctx: Ctx): Promise<Counts> {
    return ctx.load(referralsOfCompany, company.id);
  }

  @FieldResolver(() => Team, {
    nullable: true,
    description: 'The partner team that speaks for it; null when none does (代表团队).',
  })
  async partnerTeam(@Root() company: { id: string }, @Context() ctx: Ctx): Promise<TeamRow | null> {
    const link = await ctx.load(teamOfCompanies, company.id);
    return link?.teamId ? ctx.load(teamById, link.teamId) : null;
  }
}

@Resolver(() => Team)
export class TeamReferralsResolver {
  @FieldResolver(() => ReferralCounts, {
    description: 'Leads it brought that the viewer sees: its own at any level, others at FOLLOW or above (推荐成效).',
  })
  referrals(@Root() team: { id: string }, @Context() ctx: Ctx): Promise<Counts> {
    return ctx.load(referralsOfTeam, team.id);
  }

  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company a partner team speaks for; null when none, and for teams that do not read companies (所代表企业).',
  })
  async company(@Root() team: { id: string }, @Context() ctx: Ctx): Promise<CompanyRow | null> {
    const link = await ctx.load(companyOfTeam, team.id);
    return link ? loadCompany(ctx, link.companyId) : null;
  }
}
