import { inversions, type LogWorld } from '../events/log-world.ts';

interface Row {
  id: string;
  xid: string;
  subject: string;
  version: number;
}

/** What people write before they know better. Each reads on behind the last row it saw. */
const WAYS = {
  'id > cursor': 'e.id > $1 and $2::bigint is not null order by e.id',
  'id > cursor and xid < xmin':
    'e.id > $1 and $2::bigint is not null and e.xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by e.id',
  '(xid, id)':
    '(e.xmin::text::bigint, e.id) > ($2::bigint, $1::bigint) and e.xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by e.xmin::text::bigint, e.id',
};
export type Way = keyof typeof WAYS;

/** Reads the table of events without positions, as one is tempted to. */
export function naiveReader(world: LogWorld, way: Way) {
  const seen: Row[] = [];
  const sql = `select e.id, e.xmin::text as xid, e.subject_id as subject, e.version from event e where ${WAYS[way]}`;
  let cursor: Pick<Row, 'id' | 'xid'> = { id: '0', xid: '0' };
  return {
    way,
    read: async () => {
      const rows = await world.db.readSystem<Row>(sql, [cursor.id, cursor.xid]);
      seen.push(...rows);
      cursor = rows.at(-1) ?? cursor;
    },
    /** Of what there is, how much it never saw and how often it saw a case backwards. */
    verdict: (all: readonly { id: string }[]) => {
      const known = new Set(seen.map(({ id }) => id));
      return { lost: all.filter(({ id }) => !known.has(id)).length, inverted: inversions(seen) };
    },
  };
}
