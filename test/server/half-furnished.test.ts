import { expect, test } from '@jest/globals';
import { furnish } from '../../src/app/welcome.ts';
import { createWorld, type World } from '../world.ts';
import { startProgram } from './program.ts';

/** What a demo world holds, each thing once. */
const HOLDINGS = `select (select count(*)::int from installation) as installations, (select count(*)::int from team) as teams,
  (select count(*)::int from person) as persons, (select count(*)::int from membership) as memberships,
  (select count(*)::int from lead) as leads, (select count(*)::int from cases) as cases, (select count(*)::int from event) as events`;
interface Holdings {
  installations: number;
  leads: number;
}

/** Somebody stands before the held table. */
async function isWaiting(world: World): Promise<boolean> {
  const rows = await world.db.readSystem(
    `select 1 from pg_locks l join pg_database d on d.oid = l.database
     where d.datname = current_database() and not l.granted and l.relation = 'cases'::regclass`,
  );
  return rows.length > 0;
}

test('a first start that is stopped and then killed half-way is completed by the next, and nothing is there twice', async () => {
  const [killed, whole] = [await createWorld(), await createWorld()];
  const holdings = async (world: typeof whole) => (await world.db.readSystem<Holdings>(HOLDINGS))[0]!;
  try {
    const ends: Array<[NodeJS.Signals, number | null]> = [
      ['SIGTERM', 0],
      ['SIGKILL', null],
    ];
    for (const [signal, code] of ends) {
      // No case can be opened meanwhile: the start comes as far as its first lead and no further.
      const held = await killed.db.system.connect();
      await held.query('begin; lock table cases in exclusive mode');
      const begun = startProgram({ DATABASE_URL: killed.db.url, DEMO: '1' });
      while (!(await isWaiting(killed))) await new Promise((done) => setTimeout(done, 5));
      begun.kill(signal);
      if (signal === 'SIGTERM') await held.query('rollback');
      expect([await begun.ended, begun.printed.error]).toEqual([code, '']);
      await held.query('rollback');
      held.release();
    }
    expect((await holdings(killed)).installations).toBe(0);

    const next = startProgram({ DATABASE_URL: killed.db.url, DEMO: '1' });
    await furnish(whole.db, true, () => new Date());
    await next.ready;
    expect(await holdings(killed)).toEqual({ ...(await holdings(whole)), installations: 1 });
    next.kill('SIGTERM');
    expect(await next.ended).toBe(0);
  } finally {
    await killed.close();
    await whole.close();
  }
}, 300_000);
