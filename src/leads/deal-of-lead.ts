import { unguarded, type Acting } from '../access/access-facts.ts';
import type { LockedLead } from './change-lead.ts';
import { LeadStage } from './lead.ts';

/** What a lead is about now, and whether anybody still works on it. */
export interface DealOfLead {
  isOpen: boolean;
  companyId: string | null;
  industryCode: string | null;
}

type Known = Pick<LockedLead, 'id' | 'stage' | 'company_id' | 'industry_code'>;

const CASE = `select stage not in ('LOST', 'TERMINATED') as "isOpen", company_id as "companyId", industry_code as "industryCode"
  from cases where lead_id = $1 for update`;

/**
 * A lead that was accepted lives on in its case: that says which investor it is about and when it has ended. The lead is
 * locked before; its case is locked here, so that it does not end meanwhile.
 */
export async function dealOfLead(tx: Acting, lead: Known): Promise<DealOfLead> {
  const own = { companyId: lead.company_id, industryCode: lead.industry_code };
  if (lead.stage !== LeadStage.ACCEPTED) return { ...own, isOpen: ['NEW', 'SCREENING'].includes(lead.stage) };
  const [deal] = await unguarded(tx, () => tx.sql<DealOfLead>(CASE, [lead.id]));
  return deal ?? { ...own, isOpen: true };
}

/** Whether a locked lead, or the case it became, is still worked on. */
export const leadIsOpen = async (tx: Acting, lead: Known): Promise<boolean> => (await dealOfLead(tx, lead)).isOpen;
