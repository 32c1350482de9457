import { randomBytes } from 'node:crypto';
import type { Read } from '../kernel/context.ts';

export interface InstallationRow {
  key: Buffer;
  isDemo: boolean;
  /** True for the start that made the installation: only then may the demo world be loaded. */
  isNew: boolean;
}

/** The one installation row: made by the first start, whoever of several comes first. */
export async function ensureInstallation(read: Read, isDemo: boolean, now: Date): Promise<InstallationRow> {
  const fresh = await read<{ key: string }>(
    `insert into installation (id, key, is_demo, created_at) values (1, $1, $2, $3) on conflict do nothing returning key`,
    [randomBytes(32).toString('base64url'), isDemo, now],
  );
  const [row] = await read<{ key: string; isDemo: boolean }>(`select key, is_demo as "isDemo" from installation where id = 1`);
  return { key: Buffer.from(row!.key, 'base64url'), isDemo: row!.isDemo, isNew: fresh.length > 0 };
}
