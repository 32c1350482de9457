import type { LogWorld } from '../events/log-world.ts';
import { check, type Counts } from './checker.ts';
import type { LogLine } from './history.ts';

interface Row {
  id: string;
  xid: string;
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
  const sql = `select e.id, e.xmin::text as xid from event e where ${WAYS[way]}`;
  let cursor: Pick<Row, 'id' | 'xid'> = { id: '0', xid: '0' };
  return {
    way,
    read: async () => {
      const rows = await world.db.readSystem<Row>(sql, [cursor.id, cursor.xid]);
      seen.push(...rows);
      cursor = rows.at(-1) ?? cursor;
    },
    /** What the checker says of it as of a listener. */
    verdict: (order: Order): Counts => {
      const heard = seen.map(({ id }) => ({ at: 0, type: 'receive' as const, event: id, cursor: id }));
      const opened = { at: 0, type: 'open' as const, team: 'any', kind: 'CITY', from: 0 };
      return check({ clients: [{ name: way, lines: [opened, ...heard] }], log: order.map(asLogged) }).counts;
    },
  };
}

type Order = Awaited<ReturnType<LogWorld['order']>>;

const asLogged = ({ pos, id, subject, version }: Order[number]): LogLine => ({
  type: 'position',
  pos,
  event: id,
  kind: 'CASE_UPDATED',
  subject,
  version,
  guard: subject,
  minimum: 1,
  audience: null,
  revoked: [],
  effect: null,
  record: null,
});
