import type { ClientBase } from 'pg';
import { storedKeys } from '../companies/name-keys.ts';

const BATCH_ROWS = 5_000;

/** Works out the keys of names that have none: those of before there were keys, and those that an undone merge brings back. */
export async function fillNameKeys(client: ClientBase): Promise<number> {
  const { rowCount } = await client.query(`select 1 from company_name where keys is null limit 1`);
  if (rowCount === 0) return 0;
  // Until the connection ends: starts at once would take each other's rows in another order.
  await client.query(`select pg_advisory_lock(hashtext('zhaoshang.name-keys'))`);
  for (let filled = 0; ;) {
    const { rows } = await client.query<{ id: string; name: string }>(
      `select id, name from company_name where keys is null limit ${BATCH_ROWS}`,
    );
    if (rows.length === 0) return filled;
    await client.query(
      `update company_name n set keys = k.keys from json_to_recordset($1) as k(id uuid, keys int[]) where n.id = k.id and n.keys is null`,
      [JSON.stringify(rows.map(({ id, name }) => ({ id, keys: storedKeys(name) })))],
    );
    filled += rows.length;
  }
}
