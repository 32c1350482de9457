import type { Tx } from '../kernel/context.ts';

const KEY = `hashtext('zhaoshang.investor-groups')`;

/**
 * Who belongs to whom stays as it is until the act ends: whoever asks which group a company is in, and acts on it, holds
 * this; many may at once. Taken before any company is locked.
 */
export const keepGroups = (tx: Pick<Tx, 'sql'>): Promise<unknown> => tx.sql(`select pg_advisory_xact_lock_shared(${KEY})`);

/** For acts that bring groups together, on whatever step of them: alone, and before any company is locked. */
export const changeGroups = (tx: Pick<Tx, 'sql'>): Promise<unknown> => tx.sql(`select pg_advisory_xact_lock(${KEY})`);
