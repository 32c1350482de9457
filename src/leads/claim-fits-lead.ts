import { investorGroup } from '../companies/investor-group.ts';
import type { Tx } from '../kernel/context.ts';
import { Refusals } from '../kernel/refusal.ts';
import type { LockedLead } from './change-lead.ts';
import { liveClaimOfLead } from './claim-lease.ts';
import type { DealFacts } from './deal-facts.ts';

/**
 * A claim is for one investor and industry: its lead, or the case that came of it, may not come to be about another while
 * it holds, or a claim on one investor would be kept under the name of the next. `lead` has the facts as they are.
 * @throws Refusal CONFLICT
 */
export async function refuseOtherInvestor(
  tx: Tx,
  lead: Pick<LockedLead, 'id' | 'company_id' | 'industry_code'>,
  next: DealFacts,
): Promise<void> {
  const { companyId = lead.company_id, industryCode = lead.industry_code } = next;
  if (companyId === lead.company_id && industryCode === lead.industry_code) return;
  const claim = await liveClaimOfLead(tx, lead.id);
  if (claim === null) return;
  const refusals = new Refusals();
  const way = '请先用 releaseClaim 释放首谈，修改后重新申报';
  if (companyId === null || (await investorGroup(tx.sql, companyId)) !== claim.groupId)
    refusals.add('CONFLICT', `首谈有效期内不能改为其他投资方；${way}`, 'input', 'companyId');
  if (!industryCode?.startsWith(claim.industryDivision))
    refusals.add('CONFLICT', `首谈有效期内行业大类须为 ${claim.industryDivision}；${way}`, 'input', 'industryCode');
  refusals.throwIfAny();
}
