import { randomUUID } from 'node:crypto';
import type { Ctx } from '../kernel/context.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { textOf } from './company-input.ts';
import type { AddDesignationInput } from './company.inputs.ts';
import { authorizeCompanies } from './register-company.ts';
import { lockCompany } from './update-company.ts';

/** Gives a company a dated, sourced title, which makes it a lead company. */
export async function addDesignation(ctx: Ctx, input: AddDesignationInput): Promise<{ companyId: string }> {
  authorizeCompanies(ctx);
  const refusals = new Refusals();
  const title = textOf(input.title);
  const source = textOf(input.source);
  if (title === null) refusals.add('REQUIRED', '请填写称号', 'input', 'title');
  if (source === null) refusals.add('REQUIRED', '请写明称号的来源，如 名单文件名', 'input', 'source');
  refusals.throwIfAny();
  return ctx.act('addDesignation', input, async (tx) => {
    const company = await lockCompany(tx, input.companyId, null, 'companyId');
    const designationId = randomUUID();
    const added = await tx.sql(
      `insert into designation (id, company_id, kind, title, awarded_on, source, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (company_id, kind, title) do nothing returning id`,
      [designationId, company.id, input.kind, title, input.awardedOn ?? null, source, tx.now],
    );
    if (added.length === 0) throw refuse('CONFLICT', `企业「${company.name}」已有称号「${title}」`, 'input', 'title');
    tx.record({
      kind: 'DESIGNATION_ADDED',
      subject: { type: 'Company', id: company.id, version: company.version },
      payload: { companyId: company.id, designationId, kind: input.kind, title },
    });
    return { companyId: company.id };
  });
}
