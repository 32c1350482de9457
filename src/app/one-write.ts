import type { Socket } from 'node:net';
import type pg from 'pg';

/** Statements of one turn of the event loop leave in one write: system calls are the dearest part of a small transaction. */
export function together(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
