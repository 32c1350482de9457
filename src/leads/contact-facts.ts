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

function contactOf(contact: ContactInput, refusals: Refusals, path: string[]): ContactFacts {
  const name = checkText(refusals, [...path.slice(1), 'name'].join('.'), contact.name, 50, '联系人姓名');
  const phone = contact.phone?.trim() || null;
  const email = contact.email?.trim() || null;
  const title = contact.title?.trim() || null;
  if (phone !== null && !/^\+?[\d\s()-]{5,24}$/.test(phone))
    refusals.add('INVALID', '电话须为 5 至 24 位数字，可带 + 与分隔符', ...path, 'phone');
  if (email !== null && !/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email))
    refusals.add('INVALID', '邮箱格式有误，应如 name@example.com', ...path, 'email');
  if (title !== null && title.length > 100) refusals.add('INVALID', '职务最多 100 个字', ...path, 'title');
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
