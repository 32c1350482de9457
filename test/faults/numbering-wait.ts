import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { FaultyPostgres } from './faulty-cluster.ts';

const LOOK_MS = 3;

/** Milliseconds that the longest waiting of the committed events stood without a position, looked at every few ms. */
export async function longestWait({ adminUrl }: FaultyPostgres, forMs: number): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => {});
  await client.connect();
  let longest = 0;
  let oldest: { id: string; since: number } | undefined;
  try {
    for (const end = performance.now() + forMs; performance.now() < end; await sleep(LOOK_MS)) {
      const asked = performance.now();
      const { rows } = await client.query<{ id: string | null }>('select min(event_id) as id from event_pending');
      const id = rows[0]?.id ?? undefined;
      if (oldest) longest = Math.max(longest, asked - oldest.since);
      if (id === undefined) oldest = undefined;
      else if (oldest?.id !== id) oldest = { id, since: asked };
    }
  } finally {
    await client.end().catch(() => {});
  }
  return Math.round(longest);
}
