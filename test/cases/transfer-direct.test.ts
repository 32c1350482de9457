import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dayBefore, shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { Role, TeamKind } from '../../src/kernel/viewer.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { refusedWith } from './deal-world.ts';
import { transferWorld, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
});
afterAll(() => world.close());

const round = () => deal.tidy();
const end = (team: TestTeam) =>
  world.db.readSystem(`update team set ends_on = $2 where id = $1`, [team.id, dayBefore(shanghaiDay(world.clock.now()))]);

describe.each(['LEAD', 'CASE'] as const)('a %s that the city directs', (kind) => {
  test('belongs to the other team at once, by an event of its own, and its row says so', async () => {
    const what = await deal.make(kind);
    const { transferId } = await deal.direct(what, deal.neighbour);
    const owner = deal.neighbour.id;
    expect(await deal.holders(what)).toEqual({ owner, leads: kind === 'CASE' ? [owner] : [] });
    expect([await deal.sees(deal.neighbour, what), await deal.sees(deal.park, what)]).toEqual(['WORK', 'FOLLOW']);
    expect(await deal.stateOf(transferId)).toBe('DIRECTED');
    const { kind: event, audience } = await deal.lastEvent(what);
    expect([event, audience[owner], audience[deal.park.id]]).toEqual(['TRANSFER_DIRECTED', 3, 2]);
    expect(await deal.sees(deal.city, what)).toBe('FOLLOW');
  });

  test('is directed by the chief of the city alone, over what the city sees', async () => {
    const what = await deal.make(kind);
    const forbidden = [
      () => deal.direct(what, deal.neighbour, deal.city, Role.OFFICER),
      () => deal.direct(what, deal.neighbour, deal.district),
      () => deal.direct(what, deal.neighbour, deal.park),
    ];
    for (const call of forbidden) expect(call).toThrow(/FORBIDDEN/);
    const force = await world.team(TeamKind.TASK_FORCE, deal.city);
    const unseen = await deal.make(kind, force);
    expect(await refusedWith(deal.direct(unseen, deal.neighbour))).toEqual(['NOT_FOUND subjectId']);
    expect(await refusedWith(deal.direct(what, deal.partner))).toEqual(['INVALID toTeamId']);
    expect(await refusedWith(deal.direct(what, deal.park))).toEqual(['INVALID toTeamId']);
  });

  test('ends an offer that is open, and its receiver is told that it sees no more', async () => {
    const what = await deal.make(kind);
    const third = await world.park(deal.other);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.direct(what, third);
    expect([await deal.stateOf(id), await deal.sees(deal.neighbour, what)]).toEqual(['EXPIRED', null]);
    expect((await deal.lastEvent(what)).revoked).toEqual([deal.neighbour.id]);
  });

  test('is the way on when its team has ended: those above read it, the city directs it', async () => {
    const closing = await world.park(deal.district);
    const what = await deal.make(kind, closing);
    await end(closing);
    await round();
    expect([await deal.sees(closing, what), await deal.sees(deal.district, what)]).toEqual([null, 'FOLLOW']);
    await deal.direct(what, deal.neighbour);
    expect([await deal.sees(deal.neighbour, what), await deal.sees(deal.district, what)]).toEqual(['WORK', 'FOLLOW']);
    expect((await deal.holders(what)).owner).toBe(deal.neighbour.id);
  });
});

describe.each(['LEAD', 'CASE'] as const)('an open offer of a %s', (kind) => {
  test('expires when nobody answered in time, once, and stays where it is', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    expect(await round()).toMatchObject({ offersExpired: 0 });
    await world.db.readSystem(`update transfer set due_at = $2 where id = $1`, [id, world.clock.now()]);
    const version = await deal.versionOf(what);
    expect(await round()).toMatchObject({ offersExpired: 1 });
    expect(await round()).toMatchObject({ offersExpired: 0 });
    expect([await deal.stateOf(id), await deal.sees(deal.neighbour, what)]).toEqual(['EXPIRED', null]);
    expect(await deal.versionOf(what)).toBe(version + 1);
    const { kind: event, revoked, audience } = await deal.lastEvent(what);
    expect([event, revoked, audience[deal.park.id]]).toEqual(['TRANSFER_EXPIRED', [deal.neighbour.id], 3]);
    expect(await refusedWith(deal.withdraw(deal.park, id))).toEqual(['CONFLICT transferId']);
    expect(await deal.sees(deal.park, what)).toBe('WORK');
  });

  test('expires with its receiver', async () => {
    const what = await deal.make(kind);
    const closing = await world.park(deal.other);
    const id = await deal.offer(deal.park, what, closing);
    await end(closing);
    expect(await round()).toMatchObject({ offersExpired: 1 });
    expect(await deal.stateOf(id)).toBe('EXPIRED');
    expect((await deal.holders(what)).owner).toBe(deal.park.id);
    const [row] = await world.db.readSystem<{ note: string }>(`select answer_note as note from transfer where id = $1`, [id]);
    expect(row!.note).toBe('承接团队已停用');
  });

  test('is accepted though its origin has ended meanwhile', async () => {
    const closing = await world.park(deal.district);
    const what = await deal.make(kind, closing);
    const id = await deal.offer(closing, what, deal.neighbour);
    await end(closing);
    await round();
    await deal.accept(deal.neighbour, id);
    expect([await deal.sees(deal.neighbour, what), await deal.sees(deal.district, what)]).toEqual(['WORK', 'FOLLOW']);
  });

  test('is left to the next round while somebody holds its record', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await world.db.readSystem(`update transfer set due_at = $2 where id = $1`, [id, world.clock.now()]);
    const client = await world.db.system.connect();
    await client.query('begin');
    await client.query(`select 1 from ${kind === 'LEAD' ? 'lead' : 'cases'} where id = $1 for update`, [what.id]);
    expect(await round()).toMatchObject({ offersExpired: 0 });
    await client.query('rollback');
    client.release();
    expect(await round()).toMatchObject({ offersExpired: 1 });
  });
});

describe('many offers', () => {
  test('expire in batches, all in one round', async () => {
    const made = await Promise.all(Array.from({ length: 60 }, () => deal.make('LEAD')));
    for (const what of made) await deal.offer(deal.park, what, deal.neighbour);
    await world.db.readSystem(`update transfer set due_at = $1 where state = 'OFFERED'`, [world.clock.now()]);
    expect(await round()).toMatchObject({ offersExpired: 60 });
    const rows = `select 1 from access where team_id = $1 and subject_id = any($2)`;
    expect(await world.db.readSystem(rows, [deal.neighbour.id, made.map(({ id }) => id)])).toEqual([]);
  });

  test('expire when their lead became a case', async () => {
    const what = await deal.make('LEAD');
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.takeUp(what.id);
    expect(await round()).toMatchObject({ offersExpired: 1 });
    expect([await deal.stateOf(id), await deal.sees(deal.neighbour, what)]).toEqual(['EXPIRED', null]);
  });
});
