import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { changeLead, settleLead, type LockedLead } from './change-lead.ts';
import type { ToldMatch } from './blind-matches.ts';
import { changesOf } from './changes.ts';
import { refuseOtherInvestor } from './claim-fits-lead.ts';
import { collide } from './collide.ts';
import { checkText, dealFacts, type DealFacts } from './deal-facts.ts';
import { describedKeys } from './described-company.ts';
import type { UpdateLeadInput } from './lead.inputs.ts';
import { LeadStage, type Lead } from './lead.ts';
import { broughtBy, checkBroughtAnother, type Brought } from './referrer-company.ts';

/**
 * Changes facts of an open lead; what the input leaves out stays. Nothing changed is nothing recorded.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE (closed) | REQUIRED | INVALID (all at once)
 */
export function updateLead(ctx: Ctx, input: UpdateLeadInput): Promise<{ leadId: string; collisions: ToldMatch[] | null }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('updateLead', input, async (tx) => {
    const lead = await lockForWrite<LockedLead>(tx, 'Lead', input);
    if (lead.stage !== LeadStage.NEW && lead.stage !== LeadStage.SCREENING) {
      throw refuse('ILLEGAL_MOVE', '线索已办结，不能再修改；不予受理的线索请先重新研判', 'input', 'id');
    }
    const refusals = new Refusals();
    const columns = await factsOf(tx, lead, input, refusals);
    const { company, description } = investorAfter(lead, columns);
    const brought = columns.referrerCompanyId === undefined ? lead.referrer_company_id : columns.referrerCompanyId;
    checkBroughtAnother({ referrerCompanyId: brought }, company, refusals);
    if (!company && !description) refusals.add('REQUIRED', '企业与企业情况说明至少保留一项', 'input', 'companyDescription');
    refusals.throwIfAny();
    const changes = changesOf(beforeOf(lead), columns);
    await refuseOtherInvestor(tx, lead, columns);
    if (Object.keys(changes).length > 0) {
      const { lost } = await settleReferrer(tx, lead, columns.referrerCompanyTeamId);
      const found = { ...(columns as Partial<Lead>), describedBigrams: describedKeys(description, company) };
      await changeLead(tx, lead, found, { kind: 'LEAD_UPDATED', revokedTeams: lost, payload: { changes } });
    }
    if (!('companyId' in changes || 'companyDescription' in changes)) return { leadId: lead.id, collisions: null };
    const side = { id: lead.id, teamId: lead.owning_team_id };
    const collisions = await collide(tx, ctx.seal, side, { companyId: company, companyDescription: description });
    return { leadId: lead.id, collisions };
  });
}

type LeadFacts = DealFacts & Partial<Brought> & { source?: string; referrer?: string | null };

const investorAfter = (lead: LockedLead, { companyId, companyDescription }: LeadFacts) => ({
  company: companyId === undefined ? lead.company_id : companyId,
  description: companyDescription === undefined ? lead.company_description : companyDescription,
});

async function factsOf(tx: Tx, lead: LockedLead, input: UpdateLeadInput, refusals: Refusals): Promise<LeadFacts> {
  const facts: LeadFacts = await dealFacts(tx, input, refusals, lead.company_id);
  if (facts.intent === null) refusals.add('REQUIRED', '投资意向不能清空', 'input', 'intent');
  if (input.source === null) refusals.add('REQUIRED', '线索来源不能清空', 'input', 'source');
  else if (input.source !== undefined) facts.source = input.source;
  if (input.referrer !== undefined) {
    facts.referrer = input.referrer === null ? null : checkText(refusals, 'referrer', input.referrer, 200, '推荐人说明');
  }
  if (input.referrerCompanyId !== undefined)
    Object.assign(facts, await broughtBy(tx, input.referrerCompanyId, refusals, lead.referrer_company_id));
  return facts;
}

/** The team that speaks for the company that brought it sees the lead; the one of the company named before does no longer. */
async function settleReferrer(tx: Tx, lead: LockedLead, teamId: string | null | undefined): Promise<{ lost: string[] }> {
  if (teamId === undefined || teamId === lead.referrer_company_team_id) return { lost: [] };
  return settleLead(tx, { ...lead, referrer_company_team_id: teamId });
}

/** A locked row under the names its facts have in inputs and in the history. */
const beforeOf = (row: LockedLead) => ({
  title: row.title,
  source: row.source,
  referrer: row.referrer,
  referrerCompanyId: row.referrer_company_id,
  referrerCompanyTeamId: row.referrer_company_team_id,
  companyId: row.company_id,
  companyDescription: row.company_description,
  intent: row.intent,
  industryCode: row.industry_code,
  amountYuan: row.amount_yuan,
  chainNodeId: row.chain_node_id,
});
