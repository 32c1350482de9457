import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/app/database.ts';
import { startEmbeddedPostgres } from '../../src/app/embedded-postgres.ts';
import { openBus } from '../../src/events/open-bus.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import { createSequencer } from '../../src/events/sequencer.ts';
import { createTail } from '../../src/events/tail.ts';
import { verifyLog } from '../../src/events/verify-log.ts';
import { createLogWorld, inversions, until, type LogWorld } from '../events/log-world.ts';
import { worldOn } from '../world.ts';
import { migrate } from '../../src/app/migrate.ts';

const CRASHES = 3;
const WRITERS = 6;

/** A cluster of its own that writes to disk, as it will be killed. */
async function crashableWorld() {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-torture-'));
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), database: 'zhaoshang', restart: true });
  await migrate(postgres.url);
  const db = await openDatabase({ url: postgres.url });
  const world = await createLogWorld(
    worldOn(db, async () => {
      await db.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }),
  );
  return { world, postgres };
}

/** Commits events until told to stop; what was acknowledged is `acked`, a crash during a commit leaves it unknown. */
async function write(world: LogWorld, cases: readonly string[], acked: string[], stopped: () => boolean) {
  while (!stopped()) {
    const client = await world.writers.connect().catch(() => undefined);
    if (!client) {
      await sleep(50);
      continue;
    }
    let failure: Error | undefined;
    const lost = (error: Error) => void (failure = error);
    client.on('error', lost);
    try {
      while (!stopped()) {
        const subject = cases[Math.floor(Math.random() * cases.length)]!;
        await world.append(client, subject);
        const { rows } = await client.query<{ id: string }>(
          'select id from event where subject_id = $1 order by id desc limit 1',
          [subject],
        );
        await client.query('commit');
        acked.push(rows[0]!.id);
        await sleep(2);
      }
    } catch (error) {
      failure = error as Error;
    }
    client.off('error', lost);
    client.release(failure);
  }
}

test('PostgreSQL killed under writers, sequencers and tails: nothing acknowledged is lost, doubled or out of order', async () => {
  const { world, postgres } = await crashableWorld();
  try {
    const bus = await openBus({ bus: 'pg', databaseUrl: postgres.url });
    const node = { pool: world.db.log, bus, onError: () => {} };
    const sequencers = [20, 30].map((intervalMs) => world.running(createSequencer({ ...node, intervalMs })));
    const tail = world.running(await createTail({ ...node, start: 0 }));
    const delivered: LoggedEvent[] = [];
    tail.onBatch((events) => void delivered.push(...events));

    const acked: string[] = [];
    let stopped = false;
    const cases = Array.from({ length: 20 }, () => randomUUID());
    const writing = Promise.all(Array.from({ length: WRITERS }, () => write(world, cases, acked, () => stopped)));
    for (let crash = 0; crash < CRASHES; crash++) {
      const before = acked.length;
      await until(() => acked.length > before + 100, 60_000);
      const { pid } = postgres;
      process.kill(pid, 'SIGKILL');
      await until(() => postgres.pid !== pid, 60_000); // not only up again, but known to be
    }
    const before = acked.length;
    await until(() => acked.length > before + 100, 60_000);
    stopped = true;
    await writing;
    await until(async () => (await world.pending()) === 0, 60_000);
    const order = await world.order();
    await until(() => delivered.length >= order.length, 60_000);
    await Promise.all([...sequencers, tail].map((each) => each.stop()));
    await bus.close();

    const numbered = new Set(order.map((event) => event.id));
    expect(acked.filter((id) => !numbered.has(id))).toEqual([]);
    expect(numbered.size).toBe(order.length);
    expect(inversions(order)).toBe(0);
    expect(delivered.map((event) => event.pos)).toEqual(order.map((_, index) => index + 1));
    expect(await verifyLog(world.db.system)).toMatchObject({ ok: true, positions: order.length });
  } finally {
    await world.close();
  }
}, 600_000);
