import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';

/** The next human key of its kind, such as `XS2026-000123`; the year is Shanghai's. */
export async function nextCode(tx: Tx, kind: 'lead' | 'case'): Promise<string> {
  const [row] = await tx.sql<{ n: string }>(`select nextval('${kind}_code') as n`);
  return `${kind === 'lead' ? 'XS' : 'ZA'}${shanghaiDay(tx.now).slice(0, 4)}-${String(row!.n).padStart(6, '0')}`;
}
