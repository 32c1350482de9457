import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { startHousekeeping, tidy } from '../../src/app/housekeeping.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { dayBefore } from '../../src/kernel/shanghai-day.ts';
import { signIn } from '../../src/teams/sign-in.ts';
import { updateTeam } from '../../src/teams/update-team.ts';
import { dealWorld } from '../cases/deal-world.ts';
import { deskOf, PASSWORD } from '../teams/desk.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let deals: Awaited<ReturnType<typeof dealWorld>>;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  world = await createWorld();
  deals = await dealWorld(world);
  desk = deskOf(world);
});
afterAll(() => world.close());

const round = (clean = false) => tidy({ pool: world.db.system, now: () => world.clock.now() }, { clean });
const access = async (subjectId: string) =>
  Object.fromEntries(
    (
      await world.db.readSystem<{ team_id: string; level: number }>(
        `select team_id, level from access where subject_id = $1 order by team_id`,
        [subjectId],
      )
    ).map((row) => [row.team_id, row.level]),
  );
const setEnd = async (team: TestTeam, endsOn: string | null) => {
  const [row] = await world.db.readSystem<{ version: number }>(`select version from team where id = $1`, [team.id]);
  const chief = await desk.chief(deals.city);
  await updateTeam(chief, { id: globalId('Team', team.id), expectedVersion: row!.version, endsOn });
};

describe('a team whose last day has passed', () => {
  test('loses its rows and its sign-ins, those above keep theirs, and all comes back when it is opened again', async () => {
    const { district, park, partner, city } = deals;
    const caseId = await deals.opened(park);
    await deals.share(park, caseId, partner, Level.SUMMARY);
    const leadId = await deals.lead(park);
    const before = [await access(caseId), await access(leadId)];
    await setEnd(district, dayBefore(desk.today()));
    expect(await round()).toMatchObject({ endedTeams: 1, settled: 0, offersExpired: 0, contestsOverdue: 0, deleted: 0 });
    const without = before.map((rows) => Object.fromEntries(Object.entries(rows).filter(([team]) => team !== district.id)));
    expect([await access(caseId), await access(leadId)]).toEqual(without);
    expect(Object.keys(without[0]!)).toEqual(expect.arrayContaining([park.id, city.id]));
    expect(await round()).toMatchObject({ endedTeams: 0, settled: 0, offersExpired: 0, contestsOverdue: 0, deleted: 0 });
    await setEnd(district, null);
    expect(await round()).toMatchObject({ endedTeams: 0, settled: 3, offersExpired: 0, contestsOverdue: 0, deleted: 0 });
    expect([await access(caseId), await access(leadId)]).toEqual(before);
  });

  test('by the mere passing of time has its sockets closed on every node', async () => {
    const team = await world.park(deals.other);
    const who = await desk.member(team);
    const { viewer } = await signIn(desk.deps, { login: who.login, password: PASSWORD });
    await world.db.readSystem(`update team set ends_on = $2 where id = $1`, [team.id, dayBefore(desk.today())]);
    await round();
    expect((await desk.events('SESSION_REVOKED')).at(-1)).toMatchObject({
      subjectId: team.id,
      audience: {},
      payload: { sessionIds: [viewer.sessionId] },
    });
  });
});

describe('what is only old', () => {
  test('goes: idempotency keys after 7 days, sessions 30 days after their end', async () => {
    const now = world.clock.now().getTime();
    const ago = (days: number) => new Date(now - days * 86_400_000);
    for (const days of [6, 8])
      await world.insert('idempotency', {
        team_id: deals.park.id,
        actor: 'x',
        key: `days ${days}`,
        fingerprint: '',
        created_at: ago(days),
      });
    const session = (expires: Date, revoked: Date | null) =>
      world.insert('session', {
        id: randomUUID(),
        team_id: deals.park.id,
        created_at: ago(60),
        expires_at: expires,
        revoked_at: revoked,
      });
    await session(ago(31), null);
    await session(ago(29), null);
    await session(ago(-1), ago(31));
    await session(ago(-1), null);
    expect(await round()).toMatchObject({ deleted: 0 });
    expect(await round(true)).toMatchObject({ deleted: 3 });
    expect(await world.db.readSystem(`select key from idempotency where actor = 'x'`)).toEqual([{ key: 'days 6' }]);
  });
});

describe('deadlines in working days', () => {
  test('are told of when they have passed, and reckoned anew where another calendar was used for them', async () => {
    const leadId = await deals.lead(deals.partner, { owningTeamId: globalId('Team', deals.park.id) });
    const now = world.clock.now;
    await world.db.readSystem(
      `update response_clock set calendar = 'another', due_at = due_at + interval '1 day' where kind = 'SCREEN'
      and lead_id = $1`,
      [leadId],
    );
    expect(await round()).toMatchObject({ clocks: 0, moved: 1 });
    world.clock.now = () => new Date(now().getTime() + 60 * 86_400_000);
    expect((await round())?.clocks).toBeGreaterThanOrEqual(3);
    expect(await round()).toMatchObject({ clocks: 0, moved: 0 });
    world.clock.now = now;
    expect(await world.events(leadId)).toEqual(['LEAD_REGISTERED', 'LEAD_CLOCK_LATE', 'LEAD_CLOCK_LATE', 'LEAD_CLOCK_LATE']);
  });
});

describe('several nodes', () => {
  test('tidy one at a time', async () => {
    const other = await world.db.system.connect();
    await other.query(`select pg_advisory_lock(hashtext('zhaoshang.housekeeping'))`);
    expect(await round()).toBeNull();
    other.release(true);
  });

  test('survive a round that fails, and stop when told', async () => {
    const warnings: unknown[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
    const broken = () => {
      throw new Error('no clock');
    };
    const housekeeping = startHousekeeping({ db: world.db, log, now: broken, everyMs: 5 });
    while (warnings.length < 2) await new Promise((done) => setTimeout(done, 5));
    await housekeeping.stop();
    expect(warnings[0]).toContain('no clock');
  });
});
