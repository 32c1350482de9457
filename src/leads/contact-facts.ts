import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import type { Refusals } from '../kernel/refusal.ts';
import { Contact } from './contact.ts';
import { checkText } from './deal-facts.ts';
import type { ContactInput } from './lead.inputs.ts';

const MOST = 20;

export type ContactFacts = Pick<Contact, 'name' | 'title' | 'phone' | 'email'>;

/** Checks people given with a lead or case; the path names the one that is wrong. */
export function contactFacts(
  contacts: readonly ContactInput[] | null | undefined,
  refusals: Refusals,
  ...path: string[]
): ContactFacts[] {
  if (contacts && contacts.length > MOST) refusals.add('INVALID', `一次最多登记 ${MOST} 位联系人，请分次添加`, ...path);
  return (contacts ?? [])
    .slice(0, MOST)
    .map((contact, i) => contactOf(contact, refusals, contacts!.length > 1 ? [...path, String(i)] : path));
}

const trimmed = (text: string | null | undefined): string | null => text?.trim() || null;

function contactOf(contact: ContactInput, refusals: Refusals, path: string[]): ContactFacts {
  const name = checkText(refusals, [...path.slice(1), 'name'].join('.'), contact.name, 50, '联系人姓名');
  const [title, phone, email] = [trimmed(contact.title), trimmed(contact.phone), trimmed(contact.email)];
  const check = (field: string, ok: boolean, message: string) => ok || refusals.add('INVALID', message, ...path, field);
  check('phone', phone === null || /^\+?[\d\s()-]{5,24}$/.test(phone), '电话须为 5 至 24 位数字，可带 + 与分隔符');
  check('email', email === null || /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email), '邮箱格式有误，应如 name@example.com');
  check('title', title === null || title.length <= 100, '职务最多 100 个字');
  return { name, title, phone, email };
}

/** Adds people under the lead or case that guards them. */
export async function insertContacts(
  tx: Tx,
  guardKind: 'LEAD' | 'CASE',
  guardId: string,
  contacts: readonly ContactFacts[],
): Promise<string[]> {
  const rows = contacts.map((contact) => ({ id: randomUUID(), guardKind, guardId, createdAt: tx.now, ...contact }));
  for (const row of rows) await tx.em.insert(Contact, row);
  return rows.map((row) => row.id);
}
