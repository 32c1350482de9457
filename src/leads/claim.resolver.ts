import { Arg, Ctx as Context, Extensions, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { recordKey } from '../access/visible-to.ts';
import { Company } from '../companies/company.ts';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { ClaimEvidence, type ClaimEvidenceRow } from './claim-evidence.ts';
import { ClaimParty, ClaimPartyState, type ClaimPartyRow } from './claim-party.ts';
import { ClaimStatus, statusOf } from './claim-status.ts';
import type { ClaimConflictSource } from './claim-taken.ts';
import { Claim, type ClaimRow } from './claim.ts';
import {
  claimByCode,
  claimsByLead,
  EVIDENCE_LIMIT,
  evidenceByClaim,
  liveClaim,
  loadClaim,
  PARTY_LIMIT,
  partiesByClaim,
} from './claim.loaders.ts';
import { ClaimConflict } from './claim.payloads.ts';
import { loadLead } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';

@Resolver(() => Claim)
export class ClaimResolver {
  @Query(() => Claim, {
    nullable: true,
    description: 'One claim by id or code; null when it does not exist or may not be seen (首谈).',
  })
  claim(
    @Arg('id', () => ID, { nullable: true, description: 'Global id (全局编号).' }) id: string | null,
    @Arg('code', () => String, { nullable: true, description: 'Code such as SQ2026-000123 (首谈编号).' }) code: string | null,
    @Context() ctx: Ctx,
  ): Promise<ClaimRow | null> {
    const key = recordKey('Claim', id, code);
    if (key?.by === 'id') return loadClaim(ctx, key.value);
    return key ? claimByCode(ctx, key) : Promise.resolve(null);
  }

  @FieldResolver(() => ClaimStatus, { nullable: true, description: 'Whether it holds, else how it ended (状态).' })
  @At(Level.SUMMARY)
  @Live()
  status(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): ClaimStatus {
    return statusOf(claim, ctx.now());
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that holds it (首谈团队).' })
  @At(Level.SUMMARY)
  @Live()
  team(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, claim.teamId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead it was filed on (线索).' })
  @At(Level.SUMMARY)
  @Live()
  lead(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return loadLead(ctx, claim.leadId);
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The company; null below FOLLOW (企业).' })
  @At(Level.FOLLOW)
  @Live()
  company(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    return loadCompany(ctx, claim.companyId);
  }

  @FieldResolver(() => Company, {
    nullable: true,
    description: "The top company of the investor's group, for all of which it holds; null below FOLLOW (投资方集团).",
  })
  @At(Level.FOLLOW)
  @Live()
  group(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<CompanyRow | null> {
    return loadCompany(ctx, claim.groupId);
  }

  @FieldResolver(() => [ClaimEvidence], {
    nullable: true,
    description: 'What the filing and the renewals rest on, newest first, at most 100; null below FOLLOW (佐证).',
  })
  @At(Level.FOLLOW)
  @Live()
  @Extensions({ listSize: EVIDENCE_LIMIT })
  async evidence(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<ClaimEvidenceRow[]> {
    return (await ctx.load(evidenceByClaim, claim.id)).slice(0, EVIDENCE_LIMIT);
  }

  @FieldResolver(() => [ClaimParty], {
    nullable: true,
    description: 'Teams that hold it jointly or were asked to, oldest first, at most 100; null below FOLLOW (联合首谈方).',
  })
  @At(Level.FOLLOW)
  @Live()
  @Extensions({ listSize: PARTY_LIMIT })
  async parties(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<ClaimPartyRow[]> {
    return (await ctx.load(partiesByClaim, claim.id)).slice(0, PARTY_LIMIT);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "The holder's part of the credit in percent, what the joint teams leave; null below FOLLOW (首谈团队分计比例，%).",
  })
  @At(Level.FOLLOW)
  @Live()
  async holderPercent(@Root() claim: ClaimRow, @Context() ctx: ReadCtx): Promise<number> {
    const joined = (await ctx.load(partiesByClaim, claim.id)).filter(({ state }) => state === ClaimPartyState.JOINED);
    return joined.reduce((left, { percent }) => left - percent, 100);
  }
}

@Resolver(() => ClaimParty)
export class ClaimPartyResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team; null below FOLLOW (团队).' })
  @At(Level.FOLLOW)
  @Live()
  team(@Root() party: ClaimPartyRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, party.teamId);
  }
}

@Resolver(() => ClaimEvidence)
export class ClaimEvidenceResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that handed it in; null below FOLLOW (提交团队).' })
  @At(Level.FOLLOW)
  @Live()
  addedByTeam(@Root() evidence: ClaimEvidenceRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, evidence.addedByTeamId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who handed it in; null for API clients (提交人).' })
  @At(Level.FOLLOW)
  @Live()
  async addedBy(@Root() evidence: ClaimEvidenceRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return evidence.addedById ? ctx.load(personById, evidence.addedById) : null;
  }
}

@Resolver(() => ClaimConflict)
export class ClaimConflictResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that holds it (首谈团队).' })
  holdingTeam(@Root() conflict: ClaimConflictSource, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, conflict.holdingTeamId);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'Its lead, for those who see it anyway; else null (线索).' })
  lead(@Root() conflict: ClaimConflictSource, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return loadLead(ctx, conflict.leadId);
  }
}

@Resolver(() => Lead)
export class LeadClaimsResolver {
  @FieldResolver(() => Claim, { nullable: true, description: 'The claim that holds on it; null where none does (有效首谈).' })
  @At(Level.SUMMARY)
  @Live()
  claim(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<ClaimRow | null> {
    return liveClaim(ctx, lead.id);
  }

  @FieldResolver(() => [Claim], {
    nullable: true,
    description: 'Claims filed on it, newest first, at most 20 (首谈记录).',
  })
  @At(Level.SUMMARY)
  claims(@Root() lead: LeadRow, @Context() ctx: ReadCtx): Promise<ClaimRow[]> {
    return ctx.load(claimsByLead, lead.id);
  }
}
