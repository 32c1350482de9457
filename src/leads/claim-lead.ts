import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { actAsProbe, type Look } from './act-as-probe.ts';
import type { LockedLead } from './change-lead.ts';
import { cityRules } from './city-rules.ts';
import { completeFiling, insertEvidence } from './claim-filing.ts';
import { fileClaim, liveClaimOf, liveClaimOfLead, recordFiled, type LockedClaim } from './claim-lease.ts';
import { refuseCoolingOff, refuseHoarding } from './claim-limits.ts';
import { carryParties } from './claim-parties.ts';
import { ClaimTaken } from './claim-taken.ts';
import type { ClaimLeadInput } from './claim.inputs.ts';
import type { ClaimKey } from './claim.ts';

const DAY_MS = 86_400_000;

/**
 * Files the claim of the owning team on a lead: the earliest complete filing holds the investor for this kind of project.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | REQUIRED, INVALID, ILLEGAL_MOVE (all at once) | LIMIT_REACHED
 * @throws ClaimTaken
 */
export function claimLead(ctx: Ctx, input: ClaimLeadInput): Promise<{ claimId: string; leadId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return actAsProbe(ctx, 'claimLead', input, async (tx, look) => {
    const target = { id: input.leadId, expectedVersion: input.expectedVersion };
    const lead = await lockForWrite<LockedLead>(tx, 'Lead', target, Level.WORK, 'leadId');
    authorize(lead.owning_team_id === tx.viewer.teamId, '首谈由线索的承接团队申报', 'input', 'leadId');
    const rules = await cityRules(tx.sql);
    const { key, companyId, evidence } = await completeFiling(tx, lead, input, rules);
    await refuseOwn(tx, lead.id);
    await look.begin(companyId);
    await refuseTaken(tx, key, look);
    await refuseCoolingOff(tx, key, rules);
    await refuseHoarding(tx, rules);
    const claim = {
      ...key,
      companyId,
      leadId: lead.id,
      teamId: lead.owning_team_id,
      filedAt: tx.now,
      expiresAt: new Date(tx.now.getTime() + rules.protectionDays * DAY_MS),
      renewals: 0,
      renewedAt: null,
      rulesVersion: rules.version,
      signedAt: null,
    };
    const id = await fileClaim(tx, claim);
    if (id === null) {
      await refuseOwn(tx, lead.id);
      await refuseTaken(tx, key, look);
      // The one that stood in the way ended in this very moment: the key is free for the next filing.
      throw refuse('CONFLICT', '该投资方的同类首谈刚刚变更，请重新提交', 'input', 'leadId');
    }
    await insertEvidence(tx, { id, leadId: lead.id }, evidence);
    await keepParties(tx, { ...claim, id });
    recordFiled(tx, { ...claim, id });
    return { claimId: id, leadId: lead.id };
  });
}

async function refuseOwn(tx: Tx, leadId: string): Promise<void> {
  const own = await liveClaimOfLead(tx, leadId);
  if (own) throw taken(tx, own);
}

/** Teams that joined an earlier claim on the lead stay: nobody loses a partner by letting the claim lapse. */
async function keepParties(tx: Tx, claim: { id: string; leadId: string; teamId: string }): Promise<void> {
  const sql = `select id from claim where lead_id = $1 and id <> $2 order by filed_at desc, id limit 1`;
  const [before] = await unguarded(tx, () => tx.sql<{ id: string }>(sql, [claim.leadId, claim.id]));
  if (before) await carryParties(tx, before.id, claim, ['JOINED']);
}

/** Before a code is drawn, and again when the constraint has decided between two at once. */
async function refuseTaken(tx: Tx, key: ClaimKey, look: Look): Promise<void> {
  const held = await unguarded(tx, () => liveClaimOf(tx.sql, key, tx.now));
  if (!held) return;
  if (held.teamId !== tx.viewer.teamId) look.meet(held);
  throw taken(tx, held);
}

const taken = (tx: Tx, { teamId: holdingTeamId, filedAt: since, expiresAt, leadId }: LockedClaim): ClaimTaken =>
  new ClaimTaken({ holdingTeamId, since, expiresAt, leadId }, holdingTeamId === tx.viewer.teamId);
