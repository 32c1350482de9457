import { Refusals } from '../kernel/refusal.ts';
import { checkUsci, usciMessage, type UsciCheck } from '../kernel/usci.ts';
import { searchText } from './search-terms.ts';
import type { CapitalInput, CompanyFactsInput, RegisterCompanyInput } from './company.inputs.ts';
import { industryCodeOf } from './industry.ts';

/** Something to look at that does not stand in the way. */
export interface Warning {
  code: string;
  path: string[];
  message: string;
}

/** Text without blanks around it and without NUL, which PostgreSQL refuses; empty is null. */
export const textOf = (raw: string | null | undefined): string | null => raw?.replaceAll('\u0000', '').trim() || null;

const LISTING = /^\d{6}\.(?:SH|SZ|BJ)$/;
export const listingOf = (raw: string | null | undefined): string | null => textOf(raw)?.normalize('NFKC').toUpperCase() ?? null;

function checkCapital(capital: CapitalInput | null | undefined, refusals: Refusals): void {
  if (capital == null) return;
  if (!/^[A-Z]{3}$/.test(capital.currency))
    refusals.add('INVALID', '币种须为三位字母代码，如 CNY', 'input', 'registeredCapital', 'currency');
  if (!/^\d{1,16}(?:\.\d{1,6})?$/.test(capital.amount)) {
    refusals.add('INVALID', '注册资本须为不超过 16 位整数的非负数，单位是元而不是万元', 'input', 'registeredCapital', 'amount');
  }
}

export function checkName(raw: string, refusals: Refusals): string {
  const name = textOf(raw) ?? '';
  if (searchText(name) === '') refusals.add('REQUIRED', '请填写企业名称', 'input', 'name');
  if (name.length > 200) refusals.add('INVALID', '企业名称不能超过 200 个字符', 'input', 'name');
  return name;
}

export function checkFacts(input: CompanyFactsInput, refusals: Refusals): void {
  checkCapital(input.registeredCapital, refusals);
  if (input.industryCode != null && industryCodeOf(input.industryCode) === null) {
    refusals.add('INVALID', '行业代码须为 GB/T 4754-2017 的门类字母加 2 至 4 位数字，如 C3973', 'input', 'industryCode');
  }
  for (const [field, limit] of [
    ['form', 100],
    ['address', 500],
    ['foreignName', 200],
    ['scope', 10_000],
  ] as const) {
    if ((input[field]?.length ?? 0) > limit) refusals.add('INVALID', `${field} 不能超过 ${limit} 个字符`, 'input', field);
  }
}

function checkCode(raw: string | null | undefined, refusals: Refusals, warnings: Warning[]): UsciCheck | null {
  const text = textOf(raw);
  if (text === null) return null;
  const check = checkUsci(text);
  if (check.verdict === 'REFUSE') refusals.add('INVALID', usciMessage(check), 'input', 'usci');
  if (check.verdict === 'WARN')
    warnings.push({ code: check.reason ?? 'USCI_CHECK', path: ['input', 'usci'], message: usciMessage(check) });
  return check;
}

function checkIdentity(input: RegisterCompanyInput, refusals: Refusals, warnings: Warning[]) {
  const check = checkCode(input.usci, refusals, warnings);
  const listingCode = listingOf(input.listingCode);
  if (listingCode !== null && !LISTING.test(listingCode)) {
    refusals.add('INVALID', '证券代码须为 6 位数字加市场，如 600519.SH', 'input', 'listingCode');
  }
  const foreignNumber = textOf(input.foreignNumber);
  if (check === null && listingCode === null && foreignNumber === null) {
    refusals.add('REQUIRED', '请至少填写统一社会信用代码、证券代码、境外注册号之一', 'input', 'usci');
  }
  return { usci: check?.usci ?? null, usciVerdict: check?.verdict ?? null, listingCode, foreignNumber };
}

/** All that is wrong at once; a doubtful 18th character is only a warning. */
export function checkRegistration(input: RegisterCompanyInput) {
  const refusals = new Refusals();
  const warnings: Warning[] = [];
  const name = checkName(input.name, refusals);
  checkFacts(input, refusals);
  const source = textOf(input.source) ?? '';
  if (source === '') refusals.add('REQUIRED', '请写明信息来源，如 营业执照', 'input', 'source');
  const identity = checkIdentity(input, refusals, warnings);
  refusals.throwIfAny();
  return { name, source, ...identity, warnings };
}
