import { randomUUID } from 'node:crypto';
import { companyGiven } from '../companies/company-given.ts';
import { keepGroups } from '../companies/group-lock.ts';
import { investorGroup } from '../companies/investor-group.ts';
import type { Tx } from '../kernel/context.ts';
import { Refusals } from '../kernel/refusal.ts';
import { daysFrom, shanghaiDay } from '../kernel/shanghai-day.ts';
import type { LockedLead } from './change-lead.ts';
import type { CityRulesRow } from './city-rules.ts';
import { ClaimEvidence } from './claim-evidence.ts';
import type { ClaimEvidenceInput, ClaimLeadInput } from './claim.inputs.ts';
import type { ClaimKey } from './claim.ts';
import { checkText } from './deal-facts.ts';
import { dealOfLead } from './deal-of-lead.ts';
import { LeadStage } from './lead.ts';

const MOST = 20;
const OLDEST_DAYS = 365;

export type EvidenceFacts = Pick<ClaimEvidence, 'kind' | 'happenedOn' | 'note'>;

/** Checks what a filing or a renewal rests on; `after` is the day that a renewal's evidence must lie behind. */
export function evidenceFacts(
  given: readonly ClaimEvidenceInput[],
  { rules, now, after = null }: { rules: CityRulesRow; now: Date; after?: string | null },
  refusals: Refusals,
): EvidenceFacts[] {
  const path = ['input', 'evidence'];
  if (given.length === 0) refusals.add('REQUIRED', '请至少提供一项首谈佐证', ...path);
  if (given.length > MOST) refusals.add('INVALID', `佐证最多 ${MOST} 项，请合并后提交`, ...path);
  const today = shanghaiDay(now);
  const oldest = daysFrom(today, -OLDEST_DAYS);
  return given.slice(0, MOST).map(({ kind, happenedOn, note }, i) => {
    const at = [...path, String(i)];
    if (!rules.evidenceKinds.includes(kind))
      refusals.add('INVALID', `本市规则不认可该类佐证，可用：${rules.evidenceKinds.join('、')}`, ...at, 'kind');
    if (happenedOn > today) refusals.add('INVALID', '佐证发生日期不能晚于今天', ...at, 'happenedOn');
    else if (happenedOn < oldest)
      refusals.add('INVALID', `佐证须发生在最近 ${OLDEST_DAYS} 日内（${oldest} 及以后）`, ...at, 'happenedOn');
    else if (after !== null && happenedOn <= after)
      refusals.add('INVALID', `续期佐证须发生在上次申报或续期（${after}）之后`, ...at, 'happenedOn');
    return { kind, happenedOn, note: checkText(refusals, `evidence.${i}.note`, note, 500, '佐证说明') };
  });
}

const PEOPLE = `select count(*)::int as n from contact
  where guard_id = $1 or guard_id in (select c.id from cases c where c.lead_id = $1)`;

export interface Filing {
  key: ClaimKey;
  companyId: string;
  evidence: EvidenceFacts[];
}

/**
 * What a filing must have before any clock starts, all that is missing at once; whether the key is taken is looked at only
 * for a complete one, so that nobody finds out by empty filings.
 */
export async function completeFiling(tx: Tx, lead: LockedLead, input: ClaimLeadInput, rules: CityRulesRow): Promise<Filing> {
  const refusals = new Refusals();
  const missing = (code: 'REQUIRED' | 'ILLEGAL_MOVE', message: string) => refusals.add(code, message, 'input', 'leadId');
  const isAccepted = lead.stage === LeadStage.ACCEPTED;
  const deal = await dealOfLead(tx, lead);
  const update = isAccepted ? 'updateCase' : 'updateLead';
  if (!deal.isOpen && isAccepted) missing('ILLEGAL_MOVE', '线索的专案已流失或终止，不能申报首谈；如重新推进请登记新线索');
  else if (!deal.isOpen) missing('ILLEGAL_MOVE', '线索已关闭，不能申报首谈；请先用 screenLead 重新研判');
  if (deal.companyId === null) missing('REQUIRED', `线索尚未关联企业库中的企业，请先用 ${update} 填写 companyId`);
  const industryDivision = /^[A-T]\d{2}/.exec(deal.industryCode ?? '')?.[0];
  if (!industryDivision) missing('REQUIRED', `线索的行业代码须至少到大类（如 C39），请先用 ${update} 填写 industryCode`);
  const [people] = await tx.sql<{ n: number }>(PEOPLE, [lead.id]);
  if (people!.n === 0) missing('REQUIRED', '线索还没有投资方联系人，请先用 addLeadContact 登记');
  const evidence = evidenceFacts(input.evidence, { rules, now: tx.now }, refusals);
  refusals.throwIfAny();
  const companyId = deal.companyId!;
  await keepGroups(tx);
  await companyGiven(tx, companyId); // no merge between the look for claims of its group and this one
  const groupId = await investorGroup(tx.sql, companyId);
  return { key: { groupId, intent: input.intent, industryDivision: industryDivision! }, companyId, evidence };
}

export async function insertEvidence(
  tx: Tx,
  claim: { id: string; leadId: string },
  evidence: readonly EvidenceFacts[],
): Promise<void> {
  const added = { claimId: claim.id, leadId: claim.leadId, addedByTeamId: tx.viewer.teamId, addedById: tx.viewer.personId };
  for (const facts of evidence) await tx.em.insert(ClaimEvidence, { ...facts, ...added, id: randomUUID(), addedAt: tx.now });
}
