import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { inTeamTransaction, type Left, type TeamSession } from '../../src/app/team-transaction.ts';
import { Lead } from '../../src/leads/lead.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let park: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.city());
});
afterAll(() => world.close());

const run = <T>(work: (session: TeamSession) => Promise<Left<T>>) => inTeamTransaction(world.db, park.id, work);
const claim = (session: TeamSession, key: string) =>
  session.sql(`insert into idempotency (team_id, actor, key, fingerprint, created_at) values ($1, 'test', $2, 'x', now())`, [
    park.id,
    key,
  ]);
const known = async (key: string) => (await world.db.readSystem('select 1 from idempotency where key = $1', [key])).length;

describe('a transaction in the name of a team', () => {
  test('is the writing role, in that team, for its own length only', async () => {
    const who = `select current_user as role, current_setting('app.team', true) as team`;
    const result = await run(async ({ sql }) => ({ result: await sql(who), underWay: [] }));
    expect(result).toEqual([{ role: 'zhaoshang_writer', team: park.id }]);
    const { rows } = await world.db.writer.query(who);
    expect(rows).not.toEqual(result);
  });

  test('is undone by a statement that fails behind its end, and says which', async () => {
    const key = randomUUID();
    const failing = run(async (session) => ({ result: null, underWay: [claim(session, key), session.sql('select 1 / 0')] }));
    await expect(failing).rejects.toThrow('division by zero');
    expect(await known(key)).toBe(0);
  });

  test('keeps nothing where nothing is to be kept', async () => {
    const key = randomUUID();
    await run(async (session) => (await claim(session, key), { result: null, underWay: null }));
    expect(await known(key)).toBe(0);
    await run(async (session) => ({ result: null, underWay: [claim(session, key)] }));
    expect(await known(key)).toBe(1);
  });

  test('gives the connection back clean after a failure', async () => {
    await expect(run(async ({ sql }) => ({ result: await sql('select no_such_column'), underWay: [] }))).rejects.toThrow(
      /no_such/,
    );
    const now = await Promise.all(
      Array.from({ length: 8 }, () => run(async ({ sql }) => ({ result: await sql('select 1 as one'), underWay: [] }))),
    );
    expect(now.flat()).toEqual(Array.from({ length: 8 }, () => ({ one: 1 })));
  });

  test('holds the ORM too: its statements see those before and go with them', async () => {
    const key = randomUUID();
    const seen = run(async (session) => {
      await claim(session, key);
      const rows = await session.em.execute('select 1 from idempotency where key = ?', [key]);
      await session.em.execute('select 1 / 0 as nothing').catch(() => {});
      return { result: rows.length, underWay: [] };
    });
    await expect(seen).rejects.toThrow('rolled back');
    expect(await known(key)).toBe(0);
  });

  test('names columns as the entity does', async () => {
    const sent: string[] = [];
    await run(async (session) => {
      await session.change(Lead, randomUUID(), { companyDescription: 'x', version: 2, intent: undefined });
      sent.push(
        ...(await session.sql<{ text: string }>(`select statement as text from pg_prepared_statements`)).map((s) => s.text),
      );
      return { result: null, underWay: null };
    });
    expect(sent).toContain('update lead set company_description = $2, version = $3 where id = $1');
  });
});
