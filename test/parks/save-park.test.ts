import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let district: TestTeam;
let team: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  district = await world.district(await world.city());
  team = await world.park(district);
});
afterAll(() => world.close());

interface Saved {
  park: Record<string, unknown> | null;
  userErrors: { code: string; path: string[] }[];
}
const SHOWN = 'park { id name leadingIndustries areaM2 source team { version } } userErrors { code path }';
const save = async (mutation: 'createPark' | 'updatePark', input: object, as: TestTeam = district, role = Role.CHIEF) => {
  const type = mutation === 'createPark' ? 'CreateParkInput' : 'UpdateParkInput';
  const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${SHOWN} } }`;
  const more = { role, personId: crypto.randomUUID() };
  const { data, errors } = await ask<Record<string, Saved>>(world, as, source, { input: { source: '规划', ...input } }, more);
  expect(errors).toBeUndefined();
  return data![mutation]!;
};

test('a park is described once, by a chief of its team or above, and changed under the version of the team', async () => {
  const teamId = globalId('Team', team.id);
  const facts = {
    teamId,
    expectedVersion: 1,
    name: '电子信息产业功能区',
    leadingIndustries: ['集成电路', ' 集成电路 '],
    areaM2: '121000000',
  };
  const { park } = await save('createPark', facts);
  expect(park).toMatchObject({ name: facts.name, leadingIndustries: ['集成电路'], areaM2: '121000000', team: { version: 2 } });
  expect((await save('createPark', { ...facts, expectedVersion: 2 })).userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  const changed = { id: park!.id, leadingIndustries: ['新型显示'], areaM2: null };
  expect((await save('updatePark', { ...changed, expectedVersion: 1 }, team)).userErrors).toEqual([
    { code: 'CONFLICT', path: ['input', 'expectedVersion'] },
  ]);
  expect((await save('updatePark', { ...changed, expectedVersion: 2 }, team)).park).toMatchObject({
    name: facts.name,
    leadingIndustries: ['新型显示'],
    areaM2: null,
    team: { version: 3 },
  });
  expect(await world.events(team.id)).toEqual(['TEAM_UPDATED', 'TEAM_UPDATED']);
});

test('a park is refused to others, to teams that are no park team, and with every fault at once', async () => {
  const other = await world.park(district);
  const input = { teamId: globalId('Team', other.id), expectedVersion: 1, leadingIndustries: [] };
  expect((await save('createPark', input, team)).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect((await save('createPark', input, other, Role.OFFICER)).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
  const ofDistrict = { ...input, teamId: globalId('Team', district.id) };
  expect((await save('createPark', ofDistrict)).userErrors).toEqual([{ code: 'INVALID', path: ['input', 'teamId'] }]);
  const wrong = { ...input, name: ' ', leadingIndustries: [''], areaM2: '1.5', source: ' ' };
  expect((await save('createPark', wrong)).userErrors.map(({ path }) => path[1])).toEqual([
    'name',
    'leadingIndustries',
    'areaM2',
    'source',
  ]);
});
