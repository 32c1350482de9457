import { randomBytes } from 'node:crypto';
import type pg from 'pg';

export interface InstallationRow {
  /** Tokens and cursors are signed and sealed with keys derived from it. */
  key: Buffer;
  isDemo: boolean;
}

/**
 * The one installation row. The first start furnishes the database and leaves the mark last, so a start that was
 * killed half-way is done again by the next; of several starts at once one furnishes and the others wait.
 */
export async function ensureInstallation(
  pool: pg.Pool,
  isDemo: boolean,
  now: Date,
  furnish: () => Promise<void>,
): Promise<InstallationRow> {
  const client = await pool.connect();
  const read = async () =>
    (await client.query<{ key: string; is_demo: boolean }>(`select key, is_demo from installation where id = 1`)).rows[0];
  try {
    await client.query(`select pg_advisory_lock(hashtext('zhaoshang.installation'))`);
    if (!(await read())) {
      await furnish();
      const key = randomBytes(32).toString('base64url');
      await client.query(`insert into installation (id, key, is_demo, created_at) values (1, $1, $2, $3)`, [key, isDemo, now]);
    }
    const row = (await read())!;
    return { key: Buffer.from(row.key, 'base64url'), isDemo: row.is_demo };
  } finally {
    client.release(true); // the lock ends with its connection
  }
}
