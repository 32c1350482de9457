import type pg from 'pg';
import { chainHash, EVENT_TEXT, GENESIS, type EventText } from './hash-chain.ts';
import { lastPosition } from './read-log.ts';

const PAGE = 5_000;

/**
 * POSITION_MISSING: a row of the order is gone. EVENT_MISSING: its event is gone. HASH_DIFFERS: the event, its place or
 * its hash was changed. EVENT_REPEATED: one event has two places. EVENT_UNNUMBERED: an event lost its place at the end.
 * HEAD_MISSING and HEAD_DIFFERS: the log is shorter than, or not the same as, the head that was noted down earlier.
 */
export type BrokenReason =
  'POSITION_MISSING' | 'EVENT_MISSING' | 'HASH_DIFFERS' | 'EVENT_REPEATED' | 'EVENT_UNNUMBERED' | 'HEAD_MISSING' | 'HEAD_DIFFERS';

export interface Head {
  pos: number;
  /** Hex digest. */
  hash: string;
}

export interface LogVerdict {
  ok: boolean;
  /** Positions whose chain is unbroken from the first on. */
  positions: number;
  /** Digest at the last of them: note it down with its position, and truncation will be found too. */
  head: string;
  firstBad?: number;
  reason?: BrokenReason;
}

export interface VerifyOptions {
  onProgress?: (positions: number, total: number) => void;
  /** A head noted down earlier, kept where the database's administrator cannot change it. */
  head?: Head | undefined;
}

type Row = [pos: string, eventId: string, hash: Buffer, atMs: string, ...event: EventText];

const readPage = async (pool: pg.Pool, afterPos: number): Promise<Row[]> => {
  const query: pg.QueryArrayConfig = {
    name: 'verify_log',
    text: `select p.pos, p.event_id, p.hash, (extract(epoch from p.at) * 1000)::bigint, ${EVENT_TEXT}
      from event_pos p left join event e on e.id = p.event_id where p.pos > $1 order by p.pos limit ${PAGE}`,
    values: [afterPos],
    rowMode: 'array',
  };
  return (await pool.query<Row>(query)).rows;
};

/** The chain first, in one pass; then what a chain cannot see: events twice or nowhere. Reads only. */
export async function verifyLog(pool: pg.Pool, { onProgress, head }: VerifyOptions = {}): Promise<LogVerdict> {
  const total = await lastPosition(pool);
  const chain = await verifyChain(pool, total, head, onProgress);
  if (!chain.ok) return chain;
  if (head && head.pos > chain.positions) return { ...chain, ok: false, firstBad: chain.positions + 1, reason: 'HEAD_MISSING' };
  const repeated = await firstOf(pool, REPEATED);
  if (repeated !== null) return { ...chain, ok: false, firstBad: repeated, reason: 'EVENT_REPEATED' };
  const unnumbered = await firstOf(pool, UNNUMBERED);
  if (unnumbered !== null) return { ...chain, ok: false, firstBad: chain.positions + 1, reason: 'EVENT_UNNUMBERED' };
  return chain;
}

async function verifyChain(
  pool: pg.Pool,
  total: number,
  head?: Head,
  onProgress?: VerifyOptions['onProgress'],
): Promise<LogVerdict> {
  let done = 0;
  let previous = GENESIS;
  const broken = (reason: BrokenReason): LogVerdict => ({
    ok: false,
    positions: done,
    head: hex(previous),
    firstBad: done + 1,
    reason,
  });
  let next = readPage(pool, 0);
  for (;;) {
    const page = await next;
    const more = page.length === PAGE && done + page.length < total;
    if (more) {
      next = readPage(pool, done + PAGE); // PostgreSQL reads the next page while this one is hashed
      next.catch(() => {});
    }
    for (const row of page) {
      const reason = faultOf(row, done + 1, previous, head);
      if (reason) return broken(reason);
      previous = row[2];
      done++;
    }
    onProgress?.(done, Math.max(done, total));
    if (!more) return done < total ? broken('POSITION_MISSING') : { ok: true, positions: done, head: hex(previous) };
  }
}

function faultOf(
  [pos, eventId, hash, atMs, ...event]: Row,
  expected: number,
  previous: Buffer,
  head?: Head,
): BrokenReason | null {
  if (Number(pos) !== expected) return 'POSITION_MISSING';
  if (event[0] === null) return 'EVENT_MISSING';
  if (event[0] !== eventId || !chainHash(previous, expected, Number(atMs), event).equals(hash)) return 'HASH_DIFFERS';
  return head?.pos === expected && head.hash !== hex(hash) ? 'HEAD_DIFFERS' : null;
}

const hex = (bytes: Buffer) => bytes.toString('hex');

const REPEATED = `select min(pos) as first from (select max(pos) as pos from event_pos group by event_id having count(*) > 1) r`;

/** One statement, one snapshot: a committed event is in one of the two tables, always. */
const UNNUMBERED = `select min(e.id) as first from event e
  where not exists (select from event_pos p where p.event_id = e.id) and not exists (select from event_pending n where n.event_id = e.id)`;

const firstOf = async (pool: pg.Pool, sql: string): Promise<number | null> => {
  const { rows } = await pool.query<{ first: string | null }>(sql);
  return rows[0]?.first == null ? null : Number(rows[0].first);
};
