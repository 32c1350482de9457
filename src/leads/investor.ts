import { foldName } from '../companies/company-name.ts';
import { uuidOf } from '../kernel/global-id.ts';
import type { Refusals } from '../kernel/refusal.ts';
import { checkUsci, usciMessage } from '../kernel/usci.ts';
import type { CheckCollisionInput } from './collision.inputs.ts';
import { checkText } from './deal-facts.ts';
import { phoneKey } from './phone-key.ts';

/** What is known of an investor, folded: the same however it was typed. */
export interface Investor {
  companyId: string | null;
  name: string | null;
  usci: string | null;
  phones: readonly string[];
  emails: readonly string[];
  contactNames: readonly string[];
}

/** Letters and digits alone: signs, blanks and pictures tell no company from another. */
export const bareName = (name: string): string =>
  foldName(name)
    .replace(/[^\p{L}\p{N}&+]/gu, '')
    .toLowerCase();

export const foldEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

const LEAST = { name: 2, phone: 7 };
/** Identifiers with these faults are not even one slip away from a real one. */
const UNUSABLE = new Set(['USCI_EMPTY', 'USCI_OLD_15', 'USCI_LENGTH', 'USCI_ALPHABET']);

const given = (text: string | null | undefined): string | null => (text == null || text.trim() === '' ? null : text);

/** Checks what was typed; too little would match everybody and is refused before anything is looked up. */
export function investorOf(input: CheckCollisionInput, refusals: Refusals): Investor {
  const known = [input.companyId, input.companyName, input.usci, input.phone, input.email];
  if (known.every((text) => given(text) === null))
    refusals.add('REQUIRED', '请至少填写企业、企业名称、统一社会信用代码、电话、邮箱之一', 'input', 'companyName');
  const check = <T>(typed: string | null | undefined, checked: (typed: string, refusals: Refusals) => T): T | null => {
    const text = given(typed);
    return text === null ? null : checked(text, refusals);
  };
  const list = <T>(one: T | null): T[] => (one === null ? [] : [one]);
  return {
    companyId: check(input.companyId, checkedCompany),
    name: check(input.companyName, checkedName),
    usci: check(input.usci, checkedUsci(given(input.companyName) !== null)),
    phones: list(check(input.phone, checkedPhone)),
    emails: list(check(input.email, checkedEmail)),
    contactNames: list(check(input.contactName, checkedContact)),
  };
}

function checkedCompany(id: string, refusals: Refusals): string | null {
  const uuid = uuidOf('Company', id);
  if (uuid === null) refusals.add('NOT_FOUND', '企业不存在，请核对编号', 'input', 'companyId');
  return uuid;
}

const checkedContact = (typed: string, refusals: Refusals): string =>
  foldName(checkText(refusals, 'contactName', typed, 50, '联系人姓名'));

function checkedName(typed: string, refusals: Refusals): string {
  const name = checkText(refusals, 'companyName', typed, 200, '企业名称');
  if ([...bareName(name)].length < LEAST.name)
    refusals.add('INVALID', '企业名称至少 2 个汉字或字母，请补充后再查', 'input', 'companyName');
  return name;
}

/** A code typed with one slip still tells beside a name; alone nothing could say whose it is. */
const checkedUsci =
  (hasName: boolean) =>
  (typed: string, refusals: Refusals): string => {
    const { usci, verdict, reason } = checkUsci(typed);
    const isUnusable = reason !== undefined && UNUSABLE.has(reason);
    if (isUnusable || (verdict === 'REFUSE' && !hasName)) refusals.add('INVALID', usciMessage(checkUsci(typed)), 'input', 'usci');
    return usci;
  };

function checkedPhone(typed: string, refusals: Refusals): string {
  const digits = phoneKey(typed);
  if (digits.length < LEAST.phone || digits.length > 20)
    refusals.add('INVALID', '电话须为 7 至 20 位数字，可带 +86 与分隔符', 'input', 'phone');
  return digits;
}

function checkedEmail(typed: string, refusals: Refusals): string {
  const email = foldEmail(typed);
  if (!/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254)
    refusals.add('INVALID', '邮箱格式有误，应如 name@example.com', 'input', 'email');
  return email;
}
