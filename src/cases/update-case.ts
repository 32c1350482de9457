import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx } from '../kernel/context.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { changesOf } from '../leads/changes.ts';
import { refuseOtherInvestor } from '../leads/claim-fits-lead.ts';
import { dealFacts } from '../leads/deal-facts.ts';
import { sizeBandOf } from '../leads/size-band.ts';
import { isOpen } from './case-moves.ts';
import type { UpdateCaseInput } from './case.inputs.ts';
import type { Case } from './case.ts';
import { caseById } from './case.loaders.ts';
import { changeCase, type LockedCase } from './change-case.ts';

/**
 * Changes facts of an open case; what the input leaves out stays. Nothing changed is nothing recorded.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | ILLEGAL_MOVE (closed) | REQUIRED | INVALID (all at once)
 */
export function updateCase(ctx: Ctx, input: UpdateCaseInput): Promise<{ caseId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act(
    'updateCase',
    input,
    async (tx) => {
      const locked = await lockForWrite<LockedCase>(tx, 'Case', input);
      if (!isOpen(locked.stage)) throw refuse('ILLEGAL_MOVE', '专案已流失或终止，不能再修改', 'input', 'id');
      const refusals = new Refusals();
      const facts = await dealFacts(tx, input, refusals, locked.company_id);
      const company = facts.companyId === undefined ? locked.company_id : facts.companyId;
      const description = facts.companyDescription === undefined ? locked.company_description : facts.companyDescription;
      if (!company && !description) refusals.add('REQUIRED', '企业与企业情况说明至少保留一项', 'input', 'companyDescription');
      refusals.throwIfAny();
      const changes = changesOf(beforeOf(locked), facts);
      if (locked.lead_id !== null) await refuseOtherInvestor(tx, { ...locked, id: locked.lead_id }, facts);
      if (Object.keys(changes).length > 0) {
        const band = facts.amountYuan === undefined ? {} : { sizeBand: sizeBandOf(facts.amountYuan) };
        await changeCase(tx, locked, { ...facts, ...band } as Partial<Case>, { kind: 'CASE_UPDATED', payload: { changes } });
      }
      tx.show(caseById, locked.id);
      return { caseId: locked.id };
    },
    { ahead: true },
  );
}

/** A locked row under the names its facts have in inputs and in the history. */
const beforeOf = (row: LockedCase) => ({
  title: row.title,
  companyId: row.company_id,
  companyDescription: row.company_description,
  intent: row.intent,
  industryCode: row.industry_code,
  amountYuan: row.amount_yuan,
  chainNodeId: row.chain_node_id,
});
