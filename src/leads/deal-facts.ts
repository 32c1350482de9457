import { companyGiven } from '../companies/company-given.ts';
import { industryCodeOf } from '../companies/industry.ts';
import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import type { Refusals } from '../kernel/refusal.ts';
import { TeamKind } from '../kernel/viewer.ts';

/** What leads and cases know of a project, as inputs give it: absent keeps, null clears. */
export interface DealInput {
  title?: string | null;
  companyId?: string | null;
  companyDescription?: string | null;
  intent?: string | null;
  industryCode?: string | null;
  amountYuan?: string | null;
  chainNodeId?: string | null;
}

/** The same as columns; keys that the input left out are missing. */
export type DealFacts = Partial<Record<keyof DealInput, string | null>>;

const LONGEST = { title: 200, companyDescription: 2_000, intent: 4_000 } as const;

/** Control characters other than tab and line feed: pasted rubbish that no page shows. */
const hasControl = (text: string): boolean =>
  [...text].some(
    (character) => (character < ' ' && character !== '\n' && character !== '\t' && character !== '\r') || character === '\u007f',
  );

/** Trims and measures a text; the refusal names the field and the limit. */
export function checkText(refusals: Refusals, field: string, value: string, longest: number, label: string): string {
  const path = ['input', ...field.split('.')];
  const text = value.trim();
  if (text === '') refusals.add('REQUIRED', `请填写${label}`, ...path);
  else if (text.length > longest) refusals.add('INVALID', `${label}最多 ${longest} 个字，请精简`, ...path);
  else if (hasControl(text)) refusals.add('INVALID', `${label}含有控制字符，请删除后再提交`, ...path);
  return text;
}

const LABEL = { title: '项目名称', companyDescription: '企业情况说明', intent: '投资意向' } as const;

/** Checks every given fact and opens its ids; unmet conditions are collected, not thrown. */
export async function dealFacts(
  tx: Tx,
  input: DealInput,
  refusals: Refusals,
  presentCompanyId: string | null = null,
): Promise<DealFacts> {
  const facts: DealFacts = {};
  for (const field of ['title', 'companyDescription', 'intent'] as const) {
    const value = input[field];
    if (value != null) facts[field] = checkText(refusals, field, value, LONGEST[field], LABEL[field]);
    else if (value === null) facts[field] = null;
  }
  if (facts.title === null) refusals.add('REQUIRED', '项目名称不能清空', 'input', 'title');
  if (input.industryCode !== undefined) facts.industryCode = industry(input.industryCode, refusals);
  if (input.amountYuan !== undefined) facts.amountYuan = input.amountYuan;
  if (input.companyId !== undefined) facts.companyId = await company(tx, input.companyId, presentCompanyId, refusals);
  if (input.chainNodeId !== undefined) facts.chainNodeId = await chainNode(tx, input.chainNodeId, refusals);
  return facts;
}

function industry(raw: string | null, refusals: Refusals): string | null {
  if (raw === null) return null;
  const code = industryCodeOf(raw);
  if (code === null) {
    const hint = '行业代码须为 GB/T 4754-2017 的门类字母加 2 至 4 位数字，且字母与大类相符，如 C3973';
    refusals.add('INVALID', hint, 'input', 'industryCode');
  }
  return code;
}

/** Partners do not read the company list (decision 6): for them no company exists. */
async function company(tx: Tx, id: string | null, present: string | null, refusals: Refusals): Promise<string | null> {
  if (id !== null && tx.viewer.teamKind === TeamKind.PARTNER) {
    refusals.add('NOT_FOUND', '合作伙伴不能引用企业库，请改填 companyDescription', 'input', 'companyId');
    return null;
  }
  if (id === null) return null;
  const uuid = uuidOf('Company', id);
  const known = uuid && (await companyGiven(tx, uuid, present));
  if (!known) refusals.add('NOT_FOUND', '企业不存在，请核对编号', 'input', 'companyId');
  return known;
}

async function chainNode(tx: Tx, id: string | null, refusals: Refusals): Promise<string | null> {
  if (id === null) return null;
  const uuid = uuidOf('ChainNode', id);
  if (uuid && (await tx.sql('select 1 from chain_node where id = $1', [uuid])).length > 0) return uuid;
  refusals.add('NOT_FOUND', '产业链环节不存在，请核对编号', 'input', 'chainNodeId');
  return null;
}
