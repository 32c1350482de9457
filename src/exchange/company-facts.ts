import { placeOf } from '../companies/company-place.ts';
import { isCapitalBlank, parseRegisteredCapital } from '../companies/registered-capital.ts';
import { checkUsci, usciMessage, type UsciCheck } from '../kernel/usci.ts';

/** What one row of a company file says, validated and folded; null is what it does not say. */
export interface CompanyFacts {
  usci: string | null;
  usciVerdict: 'OK' | 'WARN' | null;
  listingCode: string | null;
  name: string;
  shortName: string | null;
  form: string | null;
  registeredOn: string | null;
  capitalAmount: string | null;
  capitalCurrency: string | null;
  scope: string | null;
  address: string | null;
  divisionCode: string | null;
  divisionSource: 'ADDRESS' | 'USCI' | null;
  zoneCode: string | null;
}
export interface RowRefusal {
  code: string;
  reason: string;
}
export type CompanyRow = { facts: CompanyFacts; warnings: readonly string[] } | { refusal: RowRefusal };

/** Cells by column name; a column the file lacks is an empty cell. */
export type Cell = (column: string) => string;

const BLANK = /^(?:N\/?A|nan|null|none|-+|—+|无)?$/i;
const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
/** Brackets and dashes alone are no name. */
const HAS_LETTER = /[\p{L}\p{N}]/u;
/** What fits numeric(22,6). */
const MAX_CAPITAL_DIGITS = 16;

/** PostgreSQL refuses NUL in text; registries say N/A and nan for nothing. */
export function textOrNull(cell: string): string | null {
  const text = cell.replaceAll('\u0000', '').trim();
  return BLANK.test(text) ? null : text;
}

/** A calendar day as `2001-03-09`, or null when there is no such day. */
export function dayOrNull(cell: string): string | null {
  const [, year = '', month = '', day = ''] = DAY.exec(cell.normalize('NFKC').trim()) ?? [];
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
}

const refused = (code: string, reason: string): CompanyRow => ({ refusal: { code, reason } });

/** Why a named row cannot be a company, or null. */
function registryRefusal(check: UsciCheck, day: string | null): CompanyRow | null {
  if (check.verdict === 'REFUSE') return refused(check.reason ?? 'USCI_INVALID', usciMessage(check));
  if (day !== null && dayOrNull(day) === null) {
    return refused('DATE_INVALID', `注册日期「${day}」不是有效日期，请写成 2001-03-09`);
  }
  return null;
}

/** The capital as far as it can be read and stored; what cannot is unknown, and said so. */
function capitalIn(raw: string): { amount: string | null; currency: string | null; isUnreadable: boolean } {
  const capital = parseRegisteredCapital(raw);
  const isStorable = capital !== null && (capital.amount.split('.')[0] ?? '').length <= MAX_CAPITAL_DIGITS;
  if (isStorable) return { ...capital, isUnreadable: false };
  return { amount: null, currency: null, isUnreadable: !isCapitalBlank(raw) };
}

/** A row of a business registry: 企业名称, 统一社会信用代码, … */
export function registryRow(cell: Cell): CompanyRow {
  const name = textOrNull(cell('企业名称'));
  const check = checkUsci(cell('统一社会信用代码'));
  const day = textOrNull(cell('注册日期'));
  if (name === null || !HAS_LETTER.test(name)) return refused('NAME_MISSING', '企业名称为空，请补上名称');
  const refusal = registryRefusal(check, day);
  if (refusal !== null) return refusal;
  const registeredOn = day === null ? null : dayOrNull(day);
  const capital = capitalIn(cell('注册资金'));
  const address = textOrNull(cell('注册地址'));
  const regionHint = [cell('所在省份'), cell('地区')].map((part) => textOrNull(part) ?? '').join('');
  const facts: CompanyFacts = {
    usci: check.usci,
    usciVerdict: check.verdict === 'WARN' ? 'WARN' : 'OK',
    listingCode: null,
    name,
    shortName: null,
    form: textOrNull(cell('企业类型')),
    registeredOn,
    capitalAmount: capital.amount,
    capitalCurrency: capital.currency,
    scope: textOrNull(cell('经营范围')),
    address,
    ...placeOf({ address, usci: check.usci, registeredOn, regionHint }),
  };
  const warnings = [...(check.verdict === 'WARN' ? ['USCI_CHECK'] : []), ...(capital.isUnreadable ? ['CAPITAL_UNREADABLE'] : [])];
  return { facts, warnings };
}

/** Exchange suffix by the first digit: files often give the six digits alone. Null when it is no mainland code. */
export function listingCodeOf(raw: string): string | null {
  const [, digits = '', suffix = ''] = /^(\d{6})(?:\.(SH|SZ|BJ))?$/.exec(raw.normalize('NFKC').trim().toUpperCase()) ?? [];
  const market = { '6': 'SH', '9': 'SH', '0': 'SZ', '2': 'SZ', '3': 'SZ', '4': 'BJ', '8': 'BJ' }[digits.charAt(0)];
  return market === undefined ? null : `${digits}.${suffix || market}`;
}

/** A row of yearly facts of a listed company: 证券代码, 证券简称, 注册地址; it has no full name. */
export function listingRow(cell: Cell): CompanyRow {
  const listingCode = listingCodeOf(cell('证券代码'));
  if (listingCode === null) {
    return refused('LISTING_CODE_INVALID', `证券代码「${cell('证券代码')}」不是 6 位数字，请按文本保存以免丢失前导 0`);
  }
  const shortName = textOrNull(cell('证券简称'));
  if (shortName === null || !HAS_LETTER.test(shortName)) return refused('NAME_MISSING', '证券简称为空，请补上简称');
  const address = textOrNull(cell('注册地址'));
  return { facts: listedCompany({ listingCode, shortName, fullName: null, address }), warnings: [] };
}

/** A listed company is known by its short name until a file gives the full one. */
export function listedCompany(said: {
  listingCode: string;
  shortName: string;
  fullName: string | null;
  address?: string | null;
}): CompanyFacts {
  const address = said.address ?? null;
  return {
    usci: null,
    usciVerdict: null,
    listingCode: said.listingCode,
    name: said.fullName ?? said.shortName,
    shortName: said.shortName,
    form: null,
    registeredOn: null,
    capitalAmount: null,
    capitalCurrency: null,
    scope: null,
    address,
    ...placeOf({ address, usci: null, registeredOn: null, regionHint: '' }),
  };
}
