import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../events/log-world.ts';
import { firstAfter, wallClock, type Nemesis } from './nemesis.ts';

const BACK_WITHIN_MS = 60_000;
/** More than is ever made ahead (`max_wal_size`). */
const WAL_MIB = 1_100;

/** kill -9 under writers: nothing that was acknowledged is gone, and the same port answers again. */
export const postmasterKilled: Nemesis = {
  name: 'postmaster killed',
  grip: 'database',
  async strike({ cluster: { postgres }, spanMs, acked }) {
    const from = wallClock();
    postgres.kill();
    await sleep(100);
    await until(() => postgres.answers(), BACK_WITHIN_MS);
    const answering = wallClock() - from;
    await until(() => firstAfter(acked(), from + answering) !== null, BACK_WITHIN_MS);
    const writing = firstAfter(acked(), from + answering)! + answering;
    await sleep(Math.max(0, spanMs - (wallClock() - from)));
    return `PostgreSQL answered after ${Math.round(answering)} ms, the next write was acknowledged after ${Math.round(writing)} ms`;
  },
};

/** No byte is left for rows or for the write-ahead log; the server may stop on it, and comes back when there is room. */
export const diskFull: Nemesis = {
  name: 'disk full',
  grip: 'database',
  async strike({ cluster: { postgres }, spanMs, acked }) {
    const from = wallClock();
    const mib = postgres.disk.fill();
    // Segments that were made ahead would keep the write-ahead log going for a while.
    await postgres
      .asAdmin(`select pg_logical_emit_message(false, 'burden', repeat('x', 1000000)) from generate_series(1, ${WAL_MIB})`)
      .catch(() => {});
    await sleep(spanMs);
    const isAlive = await postgres.answers();
    postgres.disk.free();
    const freed = wallClock();
    await until(() => postgres.answers(), BACK_WITHIN_MS);
    await until(() => firstAfter(acked(), freed) !== null, BACK_WITHIN_MS);
    const hadStopped = isAlive ? 'stayed up' : 'had stopped';
    return `${mib} MiB taken for ${Math.round(freed - from)} ms, PostgreSQL ${hadStopped}, first write ${firstAfter(acked(), freed)} ms after there was room`;
  },
};

/** Writers and readers wait for a lock that somebody holds, until every connection of every node waits. */
export const poolExhausted: Nemesis = {
  name: 'pool exhausted',
  grip: 'database',
  async strike({ cluster: { postgres }, spanMs, acked }) {
    await postgres
      .asAdmin(
        'begin',
        'lock table cases, lead, company, team in access exclusive mode',
        `select pg_sleep(${spanMs / 1000})`,
        'rollback',
      )
      .catch(() => {});
    const freed = wallClock();
    await until(() => firstAfter(acked(), freed) !== null, BACK_WITHIN_MS);
    return `tables locked for ${spanMs} ms, first write ${firstAfter(acked(), freed)} ms afterwards`;
  },
};

/** As after a failover to a replica that was not promoted. */
export const readOnly: Nemesis = {
  name: 'database read-only',
  grip: 'database',
  async strike({ cluster: { postgres }, spanMs, acked }) {
    await postgres.asAdmin('alter system set default_transaction_read_only = on', 'select pg_reload_conf()');
    try {
      await sleep(spanMs);
    } finally {
      await postgres.asAdmin('alter system reset default_transaction_read_only', 'select pg_reload_conf()');
    }
    const freed = wallClock();
    await until(() => firstAfter(acked(), freed) !== null, BACK_WITHIN_MS);
    return `for ${spanMs} ms, first write ${firstAfter(acked(), freed)} ms afterwards`;
  },
};
