import type pg from 'pg';
import { EVENT_TEXT, type EventText } from './hash-chain.ts';
import type { LoggedEvent } from './logged-event.ts';

/** A statement that a dead network must not hold for ever: the connection is given up after this. */
const QUERY_TIMEOUT_MS = 5_000;

const parsed = <T>(text: string | null | undefined): T | null => (text == null ? null : (JSON.parse(text) as T));

export function loggedEvent(pos: number, event: EventText): LoggedEvent {
  const [, uuid, kind, subjectType, subjectId, version, guardKind, guardId, minimum, payload, ...rest] = event;
  const [actorPersonId, actorClientId, actorTeamId, audience, revoked, atMs] = rest;
  return {
    pos,
    uuid: uuid!,
    kind: kind!,
    subjectType: subjectType!,
    subjectId: subjectId!,
    version: version == null ? null : Number(version),
    guardKind: (guardKind ?? null) as LoggedEvent['guardKind'],
    guardId: guardId ?? null,
    minimum: Number(minimum),
    payload: parsed<Record<string, unknown>>(payload)!,
    actorPersonId: actorPersonId ?? null,
    actorClientId: actorClientId ?? null,
    actorTeamId: actorTeamId!,
    audience: parsed<Record<string, number>>(audience),
    revoked: parsed<string[]>(revoked),
    at: new Date(Number(atMs)),
  };
}

/** A numbered event that is gone: the log was tampered with, and whoever reads on would skip it in silence. */
export class LogBroken extends Error {
  readonly code = 'LOG_BROKEN';
  readonly pos: number;

  constructor(pos: number) {
    super(`事件日志第 ${pos} 位缺失，请运行 npm run verify-log 查明，并从备份恢复（LOG_BROKEN）`);
    this.name = 'LogBroken';
    this.pos = pos;
  }
}

/** Up to `limit` events after a position, in the total order, without a gap. */
export async function readLog(pool: pg.Pool, afterPos: number, limit: number): Promise<LoggedEvent[]> {
  const query: pg.QueryArrayConfig & { query_timeout: number } = {
    name: 'read_log',
    rowMode: 'array',
    text: `select p.pos, ${EVENT_TEXT} from event_pos p left join event e on e.id = p.event_id
      where p.pos > $1 order by p.pos limit $2`,
    values: [afterPos, limit],
    query_timeout: QUERY_TIMEOUT_MS,
  };
  const { rows } = await pool.query<[pos: string, ...event: EventText]>(query);
  return rows.map(([pos, ...event], index) => {
    const expected = afterPos + 1 + index;
    if (Number(pos) !== expected || event[0] === null) throw new LogBroken(expected);
    return loggedEvent(expected, event);
  });
}

/** Greatest position given out; 0 in an empty log. */
export async function lastPosition(pool: pg.Pool): Promise<number> {
  const query = { text: 'select coalesce(max(pos), 0) as pos from event_pos', query_timeout: QUERY_TIMEOUT_MS };
  const { rows } = await pool.query<{ pos: string }>(query);
  return Number(rows[0]!.pos);
}
