import { Arg, Args, Ctx as Context, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Company } from '../companies/company.ts';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { atLeast, Level } from '../kernel/level.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { ClaimRegister, type RegisterRow } from './claim-register.ts';
import { ClaimStatus, statusOf } from './claim-status.ts';
import { loadClaim } from './claim.loaders.ts';
import { Claim, type ClaimRow } from './claim.ts';
import { ClaimFilter, claimRegister, ClaimRegisterFilter, listClaims } from './list-claims.ts';

export const ClaimConnection = connectionOf(Claim, 'Claim', '首谈');
const ClaimRegisterConnection = connectionOf(ClaimRegister, 'ClaimRegister', '首谈公示');
const FILTER = { nullable: true, description: 'Which ones (筛选).' };

@Resolver(() => ClaimRegister)
export class ClaimRegisterResolver {
  @Query(() => ClaimConnection, {
    description: 'Claims on leads that the team sees at FOLLOW or above, the next to lapse first (首谈列表).',
  })
  claims(
    @Arg('filter', () => ClaimFilter, FILTER) filter: ClaimFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<ClaimRow>> {
    return listClaims(ctx, filter ?? {}, page);
  }

  @Query(() => ClaimRegisterConnection, {
    description: 'The register of claims for every government team, without names, the newest first (首谈公示).',
  })
  claimRegister(
    @Arg('filter', () => ClaimRegisterFilter, FILTER) filter: ClaimRegisterFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Context() ctx: Ctx,
  ): Promise<Page<RegisterRow>> {
    return claimRegister(ctx, filter ?? {}, page);
  }

  @FieldResolver(() => ClaimStatus, { description: 'Whether it holds, else how it ended (状态).' })
  status(@Root() entry: RegisterRow, @Context() ctx: ReadCtx): ClaimStatus {
    return statusOf(entry, ctx.now());
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that holds it (首谈团队).' })
  team(@Root() entry: RegisterRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, entry.teamId);
  }

  @FieldResolver(() => Claim, { nullable: true, description: 'The claim, for those who see its lead; else null (首谈).' })
  claim(@Root() entry: RegisterRow, @Context() ctx: ReadCtx): Promise<ClaimRow | null> {
    return loadClaim(ctx, entry.id);
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The company, for those who follow its lead; else null (企业).' })
  async company(@Root() entry: RegisterRow, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    const claim = await loadClaim(ctx, entry.id);
    return claim && atLeast(claim.level, Level.FOLLOW) ? loadCompany(ctx, claim.companyId) : null;
  }
}
