import type { Socket } from 'node:net';
import type pg from 'pg';

/** What `pg` keeps of a client and does not declare. */
interface Inside {
  connection: { stream: Socket };
  /** False from a statement being sent until its answer is complete. */
  readyForQuery: boolean;
}

/**
 * A firewall that forgot a connection, or a server that lost its power, tells nobody: a statement on it would be waited
 * for as long as TCP tries, a quarter of an hour, and so would every later one that gets this connection from its pool.
 * Statements end sooner on the server (`statement_timeout`), so an answer that is silent for longer will not come.
 */
export function endWhenSilent(pool: pg.Pool, afterMs: number): void {
  pool.on('connect', (client) => {
    const { stream } = (client as unknown as Inside).connection;
    stream.setTimeout(afterMs).on('timeout', () => {
      // Nobody waits; the next statement starts the timer again.
      if ((client as unknown as Inside).readyForQuery) return;
      stream.destroy(Object.assign(new Error(`the database was silent for ${afterMs} ms`), { code: 'ETIMEDOUT' }));
    });
  });
}
