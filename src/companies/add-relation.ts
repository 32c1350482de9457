import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { companyGiven } from './company-given.ts';
import { textOf } from './company-input.ts';
import type { AddRelationInput } from './company.inputs.ts';
import { changeGroups } from './group-lock.ts';
import { lockCompany } from './update-company.ts';

/** Where a relation comes from; refuses what can be told without looking anything up. */
export function checkRelation(input: AddRelationInput): string {
  const refusals = new Refusals();
  const source = textOf(input.source);
  if (source === null) refusals.add('REQUIRED', '请写明关系的来源，如 年报', 'input', 'source');
  if (input.fromId === input.toId) refusals.add('INVALID', '企业不能与自己建立关系，请选择另一家企业', 'input', 'toId');
  refusals.throwIfAny();
  return source!;
}

interface Related {
  relationId: string;
  fromId: string;
  fromVersion: number;
  toId: string;
}

/** How one company stands to another, between the companies that answer; it is told of once nothing speaks against it. */
export async function insertRelation(tx: Tx, input: AddRelationInput, source: string): Promise<Related> {
  await changeGroups(tx);
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
  return { relationId, fromId: from.id, fromVersion: from.version, toId: to };
}

export const recordRelation = (
  tx: Pick<Tx, 'record'>,
  { relationId, fromId, fromVersion, toId }: Related,
  kind: AddRelationInput['kind'],
): void =>
  tx.record({
    kind: 'RELATION_ADDED',
    subject: { type: 'Company', id: fromId, version: fromVersion },
    payload: { companyId: fromId, relationId, toId, kind },
  });
