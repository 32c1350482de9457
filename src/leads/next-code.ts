import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';

const PREFIX = { lead: 'XS', case: 'ZA', claim: 'SQ', contest: 'ZC' } as const;

/** The next human key of its kind, such as `XS2026-000123`; the year is Shanghai's. */
export async function nextCode(tx: Tx, kind: keyof typeof PREFIX): Promise<string> {
  const [row] = await tx.sql<{ n: string }>(`select nextval('${kind}_code') as n`);
  return `${PREFIX[kind]}${shanghaiDay(tx.now).slice(0, 4)}-${String(row!.n).padStart(6, '0')}`;
}
