import { newestByParent, visibleById, visibleByParent, visibleRow, type RecordKey } from '../access/visible-to.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { ClaimEvidenceRow } from './claim-evidence.ts';
import type { ClaimPartyRow } from './claim-party.ts';
import { ClaimStatus, statusOf } from './claim-status.ts';
import type { ClaimRow } from './claim.ts';

export const CLAIM_COLUMNS = `r.id, r.code, r.lead_id as "leadId", r.team_id as "teamId", r.company_id as "companyId",
  r.group_id as "groupId", r.intent, r.industry_division as "industryDivision", r.filed_at as "filedAt",
  r.expires_at as "expiresAt", r.renewals, r.renewed_at as "renewedAt", r.rules_version as "rulesVersion",
  r.ended_at as "endedAt", r.outcome, r.end_reason as "endReason", r.version`;

export const claimById = visibleById<ClaimRow>({ name: 'claim_by_id', table: 'claim', columns: CLAIM_COLUMNS });

/** The claim as it is now: an act forgets what was loaded before it. */
export const loadClaim = (ctx: ReadCtx, uuid: string): Promise<ClaimRow | null> => ctx.load(claimById, uuid);

export const claimByCode = (ctx: ReadCtx, key: RecordKey): Promise<ClaimRow | null> =>
  visibleRow(ctx, 'claim', CLAIM_COLUMNS, key);

/** Claims of leads that nobody has ended; of one lead few, of which one may hold. */
const unendedByLead = visibleByParent<ClaimRow & { parent: string }>({
  name: 'claims_unended',
  table: 'claim',
  columns: CLAIM_COLUMNS,
  also: () => 'r.ended_at is null',
  order: 'r.filed_at',
});

export async function liveClaim(ctx: ReadCtx, leadId: string): Promise<ClaimRow | null> {
  const claims = await ctx.load(unendedByLead, leadId);
  return claims.find((claim) => statusOf(claim, ctx.now()) === ClaimStatus.LIVE) ?? null;
}

export const CLAIM_LIMIT = 20;
export const claimsByLead = newestByParent<ClaimRow & { parent: string }>({
  name: 'claims_of_lead',
  table: 'claim',
  columns: CLAIM_COLUMNS,
  also: 'true',
  order: 'filed_at desc, id desc',
  limit: CLAIM_LIMIT,
});

/** The newest of a filing and its renewals; each brings at most 20. */
export const EVIDENCE_LIMIT = 100;
export const evidenceByClaim = visibleByParent<ClaimEvidenceRow>({
  name: 'evidence_of_claim',
  table: 'claim_evidence',
  columns: `r.id, r.claim_id as "claimId", r.kind, r.happened_on as "happenedOn", r.note, r.added_by_team_id as "addedByTeamId",
    r.added_by_id as "addedById", r.added_at as "addedAt"`,
  minimum: Level.FOLLOW,
  parent: 'r.claim_id',
  order: 'r.added_at desc, r.happened_on desc, r.id',
});

/** Invitations and joint teams of a claim, the ended ones too; never more than a city has teams. */
export const PARTY_LIMIT = 100;
export const partiesByClaim = visibleByParent<ClaimPartyRow>({
  name: 'parties_of_claim',
  table: 'claim_party',
  columns: `r.id, r.claim_id as "claimId", r.team_id as "teamId", r.percent, r.state, r.invited_at as "invitedAt",
    r.answered_at as "answeredAt", r.left_at as "leftAt"`,
  minimum: Level.FOLLOW,
  parent: 'r.claim_id',
  order: 'r.invited_at, r.id',
});
