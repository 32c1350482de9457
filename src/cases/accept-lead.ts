import { randomUUID } from 'node:crypto';
import { carryStakes, jointTeams } from '../access/given-stakes.ts';
import { settleAccess } from '../access/grant.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Scope } from '../kernel/viewer.ts';
import type { LockedLead } from '../leads/change-lead.ts';
import { referrersOf } from '../leads/lead.policy.ts';
import { closeInvitationsOfLead } from '../leads/claim-of-case.ts';
import { moveLead } from '../leads/move-lead.ts';
import { nextCode } from '../leads/next-code.ts';
import { sizeBandOf } from '../leads/size-band.ts';
import type { AcceptLeadInput } from './case.inputs.ts';
import { caseStakes, type LiveShare } from './case.policy.ts';
import { Case, CaseStage } from './case.ts';
import { CaseShare, ShareRole } from './case-share.ts';
import { writeAgreedShares } from './claim-share.ts';
import { carryTransferTerms } from './write-transfer-terms.ts';
import { carryRuling } from './contest-share.ts';

/**
 * Takes up a lead: it becomes a case in negotiation, led by the owning team; referring partners keep SUMMARY.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE
 */
export function acceptLead(ctx: Ctx, input: AcceptLeadInput): Promise<{ caseId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('acceptLead', input, async (tx) => {
    const lead = await lockForWrite<LockedLead>(
      tx,
      'Lead',
      { id: input.leadId, expectedVersion: input.expectedVersion },
      Level.WORK,
      'leadId',
    );
    await closeInvitationsOfLead(tx, lead.id);
    await moveLead(tx, lead, 'ACCEPTED', { field: 'leadId' });
    const caseId = await openCase(tx, lead);
    return { caseId, leadId: lead.id };
  });
}

/** The same facts as the lead, the same people, and a share for each team that had a stake. */
async function openCase(tx: Tx, lead: LockedLead): Promise<string> {
  const id = randomUUID();
  const stage = CaseStage.NEGOTIATING;
  const shares: LiveShare[] = [{ teamId: lead.owning_team_id, role: ShareRole.LEAD, grantedLevel: Level.WORK }];
  const referrers = referrersOf({ referrerTeamId: lead.referrer_team_id, referrerCompanyTeamId: lead.referrer_company_team_id });
  for (const teamId of referrers) shares.push({ teamId, role: ShareRole.REFERRER, grantedLevel: Level.SUMMARY });
  const parts = new Set(shares.map(({ teamId }) => teamId));
  for (const teamId of (await jointTeams(tx, lead.id)).filter((joint) => !parts.has(joint)))
    shares.push({ teamId, role: ShareRole.PARTNER, grantedLevel: Level.WORK });
  const given = await carryStakes(tx, lead.id, id);
  await settleAccess(tx, { kind: 'CASE', subjectId: id, stage, updatedAt: tx.now, stakes: [...caseStakes(shares), ...given] });
  await tx.em.insert(Case, {
    id,
    stage,
    code: await nextCode(tx, 'case'),
    title: lead.title,
    stageSince: tx.now,
    leadId: lead.id,
    leadTeamId: lead.owning_team_id,
    companyId: lead.company_id,
    companyDescription: lead.company_description,
    intent: lead.intent,
    industryCode: lead.industry_code,
    amountYuan: lead.amount_yuan,
    sizeBand: sizeBandOf(lead.amount_yuan),
    chainNodeId: lead.chain_node_id,
    isDemo: lead.is_demo,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now,
  });
  for (const share of shares) {
    await tx.em.insert(CaseShare, {
      ...share,
      id: randomUUID(),
      caseId: id,
      grantedByTeamId: lead.owning_team_id,
      since: tx.now,
    });
  }
  await copyContacts(tx, lead.id, id);
  tx.record({
    kind: 'CASE_OPENED',
    subject: { type: 'Case', id, version: 1 },
    guard: { kind: 'CASE', id },
    payload: { leadId: lead.id, leadTeamId: lead.owning_team_id, stage },
  });
  await writeAgreedShares(tx, lead, id);
  await carryTransferTerms(tx, lead.id, id);
  await carryRuling(tx, lead.id, id);
  return id;
}

/** The case gets its own rows, guarded by it: who sees the case's people need not see the lead's. */
const copyContacts = (tx: Tx, leadId: string, caseId: string) =>
  tx.sql(
    `insert into contact (id, guard_kind, guard_id, name, title, phone, email, created_at)
     select gen_random_uuid(), 'CASE', $2, name, title, phone, email, created_at from contact where guard_id = $1`,
    [leadId, caseId],
  );
