import { randomUUID } from 'node:crypto';
import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { textOf } from './company-input.ts';
import { companyGiven } from './company-given.ts';
import type { AddDesignationInput, AddRelationInput } from './company.inputs.ts';
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

/** Records how one company stands to another. */
export async function addRelation(ctx: Ctx, input: AddRelationInput): Promise<{ companyId: string }> {
  authorizeCompanies(ctx);
  const refusals = new Refusals();
  const source = textOf(input.source);
  if (source === null) refusals.add('REQUIRED', '请写明关系的来源，如 年报', 'input', 'source');
  if (input.fromId === input.toId) refusals.add('INVALID', '企业不能与自己建立关系，请选择另一家企业', 'input', 'toId');
  refusals.throwIfAny();
  return ctx.act('addRelation', input, async (tx) => {
    const given = uuidOf('Company', input.toId);
    const to = given && (await companyGiven(tx, given));
    if (!to) throw refuse('NOT_FOUND', '乙方企业不存在，请检查编号', 'input', 'toId');
    const relationId = randomUUID();
    const from = await lockCompany(tx, input.fromId, null, 'fromId');
    if (from.id === to) throw refuse('INVALID', '两家企业已合并为一家，不能建立关系', 'input', 'toId');
    const added = await tx.sql(
      `insert into company_relation (id, from_id, to_id, kind, source) values ($1, $2, $3, $4, $5)
       on conflict (from_id, to_id, kind) do nothing returning id`,
      [relationId, from.id, to, input.kind, source],
    );
    if (added.length === 0) throw refuse('CONFLICT', '两家企业之间已有这一关系', 'input', 'kind');
    tx.record({
      kind: 'RELATION_ADDED',
      subject: { type: 'Company', id: from.id, version: from.version },
      payload: { companyId: from.id, relationId, toId: to, kind: input.kind },
    });
    return { companyId: from.id };
  });
}
