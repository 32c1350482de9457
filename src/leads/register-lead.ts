import { randomUUID } from 'node:crypto';
import { settleAccess } from '../access/grant.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import type { ToldMatch } from './blind-matches.ts';
import { findOthers, investorOfLead, toldOf } from './collide.ts';
import { contactFacts, insertContacts } from './contact-facts.ts';
import { ClockKind } from './clock-light.ts';
import { AT_RECEIPT, reckoningOf, startClocks } from './clock-moves.ts';
import { checkText, dealFacts, type DealFacts } from './deal-facts.ts';
import { describedKeys } from './described-company.ts';
import type { RegisterLeadInput } from './lead.inputs.ts';
import { leadStakes } from './lead.policy.ts';
import { Lead, LeadStage } from './lead.ts';
import { nextCode } from './next-code.ts';
import { leadParties } from './parties.ts';
import { recordCollisions } from './record-collisions.ts';
import { broughtBy, checkBroughtAnother } from './referrer-company.ts';

/**
 * Registers a lead and starts its clocks, and says who else is at work on its investor; a team that registers for itself
 * has responded with that. A partner addresses it to the team that receives it, sees it at SUMMARY and hears of nobody else.
 * @throws Refusal REQUIRED | INVALID | NOT_FOUND (all at once) | FORBIDDEN
 */
export function registerLead(ctx: Ctx, input: RegisterLeadInput): Promise<{ leadId: string; collisions: ToldMatch[] | null }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('registerLead', input, async (tx) => {
    const refusals = new Refusals();
    const reckoning = reckoningOf(tx); // on its way while the facts are checked
    tx.later(reckoning);
    const facts = await dealFacts(tx, input, refusals);
    if (!input.companyId && !facts.companyDescription) {
      refusals.add(
        'REQUIRED',
        '请选择企业（companyId），或填写企业情况说明（companyDescription）',
        'input',
        'companyDescription',
      );
    }
    const referrer = input.referrer == null ? null : checkText(refusals, 'referrer', input.referrer, 200, '推荐人说明');
    const contacts = contactFacts(input.contacts, refusals, 'input', 'contacts');
    const parties = await leadParties(tx, input, refusals);
    const brought = await broughtBy(tx, input.referrerCompanyId ?? null, refusals);
    checkBroughtAnother(brought, facts.companyId ?? null, refusals);
    refusals.throwIfAny();
    const asked = investorOfLead({ ...facts, contacts });
    const rulesOf = async () => (await reckoning).rules;
    const others = asked ? await findOthers(tx, ctx.seal, asked, { teamId: parties.owningTeamId }, rulesOf) : [];
    const leadId = await insertLead(tx, facts, { ...parties, ...brought, source: input.source, referrer });
    const met = parties.owningTeamId === tx.viewer.teamId ? [ClockKind.RESPOND] : [];
    tx.later(startClocks(tx, leadId, await reckoning, AT_RECEIPT, { met }));
    await insertContacts(tx, 'LEAD', leadId, contacts);
    tx.record({
      kind: 'LEAD_REGISTERED',
      subject: { type: 'Lead', id: leadId, version: 1 },
      guard: { kind: 'LEAD', id: leadId },
      payload: { ...parties, source: input.source, stage: LeadStage.NEW },
    });
    await recordCollisions(tx, { id: leadId, teamId: parties.owningTeamId }, others);
    return { leadId, collisions: toldOf(tx, parties.owningTeamId, others) };
  });
}

type Origin = Pick<
  Lead,
  'owningTeamId' | 'referrerTeamId' | 'referrerCompanyId' | 'referrerCompanyTeamId' | 'source' | 'referrer'
>;

async function insertLead(tx: Tx, facts: DealFacts, origin: Origin): Promise<string> {
  const id = randomUUID();
  const stage = LeadStage.NEW;
  await settleAccess(tx, { kind: 'LEAD', subjectId: id, stage, updatedAt: tx.now, stakes: leadStakes(origin) });
  await tx.em.insert(Lead, {
    ...facts,
    ...origin,
    id,
    stage,
    code: await nextCode(tx, 'lead'),
    title: facts.title!,
    intent: facts.intent!,
    describedBigrams: describedKeys(facts.companyDescription, facts.companyId),
    registeredById: tx.viewer.personId,
    isDemo: false,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now,
  });
  return id;
}
