import { randomUUID } from 'node:crypto';
import { unguarded, type Acting } from '../access/access-facts.ts';
import { companiesBelow, investorGroup } from '../companies/investor-group.ts';
import { maskedName } from '../companies/masked-name.ts';
import type { NewEvent, Read, Tx } from '../kernel/context.ts';
import { carryParties, closeInvitations } from './claim-parties.ts';
import type { Claim, ClaimKey } from './claim.ts';
import { ClaimStatus, type ClaimOutcome } from './claim-status.ts';
import { nextCode } from './next-code.ts';

/** A claim as acts lock it. */
export type LockedClaim = Pick<
  Claim,
  'id' | 'code' | 'leadId' | 'teamId' | 'companyId' | 'filedAt' | 'expiresAt' | 'renewals' | 'rulesVersion' | 'version'
> &
  ClaimKey & { renewedAt: Date | null; signedAt: Date | null };

export const LOCKED_CLAIM = `id, code, lead_id as "leadId", team_id as "teamId", company_id as "companyId", group_id as "groupId", intent,
  industry_division as "industryDivision", filed_at as "filedAt", expires_at as "expiresAt", renewals, renewed_at as "renewedAt",
  rules_version as "rulesVersion", signed_at as "signedAt", version`;
/** A transaction of a team, or of the system. */
export type ClaimTx = Acting & Pick<Tx, 'now' | 'record'>;

const LIVE = `ended_at is null and expires_at > $2`;

/** The claim that holds on a lead, locked, whatever the acting team sees; null where none does. The lead is locked before. */
export async function liveClaimOfLead(tx: Acting & Pick<Tx, 'now'>, leadId: string): Promise<LockedClaim | null> {
  const sql = `select ${LOCKED_CLAIM} from claim where lead_id = $1 and ${LIVE} for update`;
  const [claim] = await unguarded(tx, () => tx.sql<LockedClaim>(sql, [leadId, tx.now]));
  return claim ?? null;
}

const COVERING = `select ${LOCKED_CLAIM} from claim where coalesce(ended_at, expires_at) > $2 and intent = $3
  and industry_division = $4 and (group_id = $1 or company_id = any($5::uuid[])) order by filed_at`;

/**
 * Whose claim covers a key at an instant; reads with the rights of `sql`, which must be the installation's. A claim that was
 * filed before its company came under the group, by a relation or a merge, covers it too.
 */
export async function liveClaimOf(sql: Read, key: ClaimKey, at: Date): Promise<LockedClaim | null> {
  const members = await companiesBelow(sql, key.groupId);
  const claims = await sql<LockedClaim>(COVERING, [key.groupId, at, key.intent, key.industryDivision, members]);
  for (const claim of claims) {
    if (claim.groupId === key.groupId || (await investorGroup(sql, claim.companyId)) === key.groupId) return claim;
  }
  return null;
}

type NewClaim = Omit<LockedClaim, 'id' | 'code' | 'version'>;

const INSERT = `insert into claim (id, code, lead_id, team_id, company_id, group_id, intent, industry_division, filed_at, expires_at,
    renewals, renewed_at, rules_version, signed_at, company_mask, version)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1) on conflict do nothing returning id`;

/** Files a claim unless the key or the lead is held at that instant: the constraints decide, also between two at once. */
export async function fileClaim(tx: Tx, claim: NewClaim): Promise<string | null> {
  const [company] = await tx.sql<{ name: string }>(`select name from company where id = $1`, [claim.companyId]);
  const values = [
    randomUUID(),
    await nextCode(tx, 'claim'),
    claim.leadId,
    claim.teamId,
    claim.companyId,
    claim.groupId,
    claim.intent,
    claim.industryDivision,
    claim.filedAt,
    claim.expiresAt,
    claim.renewals,
    claim.renewedAt,
    claim.rulesVersion,
    claim.signedAt,
    maskedName(company!.name),
  ];
  const [filed] = await unguarded(tx, () => tx.sql<{ id: string }>(INSERT, values));
  return filed?.id ?? null;
}

type ClaimEvent = Pick<NewEvent, 'kind' | 'payload' | 'minimum' | 'revokedTeams'>;

/** What happened to a claim, for all who see its lead. */
export const recordOnClaim = (
  tx: Pick<Tx, 'record'>,
  claim: Pick<LockedClaim, 'id' | 'leadId' | 'version'>,
  event: ClaimEvent,
): void =>
  tx.record({
    ...event,
    subject: { type: 'Claim', id: claim.id, version: claim.version },
    guard: { kind: 'LEAD', id: claim.leadId },
  });

/** A change of who is part of a locked claim: its next version, and one event. */
export async function changeClaim(tx: ClaimTx, claim: LockedClaim, event: ClaimEvent): Promise<void> {
  const version = claim.version + 1;
  await unguarded(tx, () => tx.sql(`update claim set version = $2 where id = $1`, [claim.id, version]));
  recordOnClaim(tx, { ...claim, version }, event);
}

/** The instant a claim ends at: never before it began, should the clocks of two nodes differ. */
const endOf = (tx: Pick<Tx, 'now'>, claim: Pick<LockedClaim, 'filedAt'>): Date =>
  tx.now < claim.filedAt ? claim.filedAt : tx.now;

/** Ends a locked claim; its key is free from this instant, and invitations to it that nobody answered are closed. */
export async function endClaim(
  tx: ClaimTx,
  claim: LockedClaim,
  outcome: Exclude<ClaimOutcome, 'LAPSED'>,
  reason: string | null = null,
  { keepsParties = false }: { keepsParties?: boolean } = {},
): Promise<void> {
  const sql = `update claim set ended_at = $2, outcome = $3, end_reason = $4, version = version + 1 where id = $1`;
  await unguarded(tx, () => tx.sql(sql, [claim.id, endOf(tx, claim), outcome, reason]));
  const revokedTeams = keepsParties ? [] : await closeInvitations(tx, claim);
  const kind = outcome === ClaimStatus.RELEASED ? 'CLAIM_RELEASED' : 'CLAIM_ENDED';
  recordOnClaim(tx, { ...claim, version: claim.version + 1 }, { kind, revokedTeams, payload: { outcome } });
}

/** Ends the claim that holds on a locked lead, if one does. */
export async function endClaimOfLead(
  tx: ClaimTx,
  leadId: string,
  outcome: Exclude<ClaimOutcome, 'LAPSED'>,
  reason: string | null = null,
): Promise<void> {
  const claim = await liveClaimOfLead(tx, leadId);
  if (claim) await endClaim(tx, claim, outcome, reason);
}

/**
 * Passes a locked claim to another team, on the same lead or on its own: the old one ends, a new one takes its key for the
 * rest of the term. The lead it goes to must hold no claim; null where it does, and then nothing has changed.
 */
export async function moveClaim(
  tx: Tx,
  claim: LockedClaim,
  to: { teamId: string; leadId: string; companyId?: string },
  { outcome = ClaimStatus.TRANSFERRED, reason = null }: MoveOptions = {},
): Promise<string | null> {
  if (to.leadId !== claim.leadId && (await liveClaimOfLead(tx, to.leadId))) return null;
  const keepsParties = to.leadId === claim.leadId;
  await endClaim(tx, claim, outcome, reason, { keepsParties });
  const moved = { ...claim, ...to, companyId: to.companyId ?? claim.companyId, filedAt: endOf(tx, claim) };
  const id = await fileClaim(tx, moved);
  if (id === null) throw new Error(`the key of claim ${claim.code} was taken while the claim was locked`);
  if (keepsParties) await carryParties(tx, claim.id, { ...moved, id }, ['INVITED', 'JOINED']);
  recordFiled(tx, { ...moved, id }, claim.id);
  return id;
}

interface MoveOptions {
  outcome?: ClaimStatus.TRANSFERRED | ClaimStatus.OVERTURNED;
  reason?: string | null;
}

export const recordFiled = (tx: Tx, claim: NewClaim & { id: string }, movedFromId: string | null = null): void =>
  recordOnClaim(
    tx,
    { ...claim, version: 1 },
    {
      kind: 'LEAD_CLAIMED',
      payload: {
        leadId: claim.leadId,
        teamId: claim.teamId,
        intent: claim.intent,
        industryDivision: claim.industryDivision,
        movedFromId,
      },
    },
  );
