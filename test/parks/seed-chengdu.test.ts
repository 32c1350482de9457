import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chengdu } from '../../src/parks/chengdu.ts';
import { seedPersons, seedTeams } from '../../src/parks/seed-chengdu.ts';
import { listParks, loadPark } from '../../src/parks/park-list.ts';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { divisionsOfTeam } from '../../src/teams/team-loaders.ts';
import { createTeamDirectory } from '../../src/teams/team-directory.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let district: TestTeam;
let partner: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  await seedTeams(world.db.readSystem, world.clock.now());
  district = await world.district(await world.city());
  partner = await world.partner();
});
afterAll(() => world.close());

const count = async (sql: string): Promise<number> =>
  (await world.db.readSystem<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]!.n;
const named = async (name: string) => (await listParks(world.ctx(district), { search: name }, { first: 1 })).nodes[0]!;

describe('the structure of Chengdu', () => {
  test('has the city, 20 districts, three areas without a division code, departments, partners and parks', async () => {
    const kinds = await world.db.readSystem<{ kind: string; n: number }>(
      `select kind, count(*)::int as n from team where code like 'CD%' group by kind order by kind`,
    );
    expect(Object.fromEntries(kinds.map(({ kind, n }) => [kind, n]))).toEqual({
      CITY: 1,
      DISTRICT: 23,
      DEPARTMENT: 8,
      PARTNER: 4,
      PARK: 27,
    });
    expect(await count(`team where code ~ '^CD-5101\\d\\d$'`)).toBe(20);
  });

  test('loaded again adds nothing', async () => {
    const before = await Promise.all([count('team'), count('park'), count('team_division'), count('division')]);
    await seedTeams(world.db.readSystem, world.clock.now());
    expect(await Promise.all([count('team'), count('park'), count('team_division'), count('division')])).toEqual(before);
  });

  test('lets the parks of an area without a code lie under that area and the city', async () => {
    const directory = createTeamDirectory(world.db.readSystem);
    const park = await named('电子信息产业功能区');
    const line = await Promise.all((await directory.supervisorsOf(park.teamId)).map((id) => directory.team(id)));
    expect(line.map((team) => team!.code)).toEqual(['CD-GXQ', 'CD']);
  });

  test('names a source for every park', async () => {
    const { parks, sources } = chengdu();
    const unknown = parks.flatMap((park) => park.source.split(' ')).filter((key) => !Object.hasOwn(sources, key));
    expect(unknown).toEqual([]);
  });

  test('has persons of each role for the demo, who serve from today, once', async () => {
    await seedPersons(world.db.readSystem, world.clock.now(), '锦城-示例-2018');
    await seedPersons(world.db.readSystem, world.clock.now(), '锦城-示例-2018');
    const rows = await world.db.readSystem<{ role: string; startsOn: string }>(
      `select distinct m.role, m.starts_on as "startsOn" from membership m join person p on p.id = m.person_id where p.is_demo order by role`,
    );
    const today = shanghaiDay(world.clock.now());
    expect(rows).toEqual(['CHIEF', 'OFFICER', 'READER'].map((role) => ({ role, startsOn: today })));
    expect(await count('membership')).toBe(chengdu().persons.length);
  });
});

describe('parks', () => {
  test('one park may span divisions, and is found by each of them and by the city', async () => {
    const park = await named('交子公园');
    const divisions = await world.ctx(district).load(divisionsOfTeam, park.teamId);
    expect(divisions.map((each) => each.code)).toEqual(['510104', '510107']);
    for (const divisionCode of ['510104', '510107', '510100']) {
      const found = await listParks(world.ctx(district), { divisionCode, search: '交子' }, { first: 10 });
      expect(found.nodes.map((each) => each.name)).toEqual(['交子公园金融商务区']);
    }
  });

  test('are found by a leading industry', async () => {
    const found = await listParks(world.ctx(district), { industry: '集成电路' }, { first: 10 });
    expect(found.nodes.map((park) => park.name)).toEqual(['成都电子信息产业功能区', '成都芯谷']);
    expect(await found.total()).toBe(2);
  });

  test('are paged without gap or repetition, forwards and backwards', async () => {
    const forwards: string[] = [];
    let after: string | undefined;
    do {
      const page = await listParks(world.ctx(district), {}, { first: 10, after });
      forwards.push(...page.nodes.map((park) => park.name));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor! : undefined;
    } while (after);
    expect(forwards).toEqual(chengdu().parks.map((park) => park.name));
    const last = await listParks(world.ctx(district), {}, { last: 2 });
    expect(last.nodes.map((park) => park.name)).toEqual(forwards.slice(-2));
  });

  test('carry the area their source gives, else none', async () => {
    expect([(await named('国际生物城')).areaM2, (await named('成都芯谷')).areaM2]).toEqual(['44000000', null]);
  });

  test('are not for partners, neither as a list nor by id', async () => {
    const park = await named('成都芯谷');
    await expect(listParks(world.ctx(partner), {}, { first: 1 })).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(await loadPark(world.ctx(partner), park.id)).toBeNull();
    expect(await loadPark(world.ctx(await world.team(TeamKind.DEPARTMENT)), park.id)).toMatchObject({ name: '成都芯谷' });
  });
});
