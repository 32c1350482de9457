import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseGlobalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { company, type KnownCompany, type Refused } from '../companies/company-facts.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { chain, node, place, type KnownNode } from './chain-facts.ts';

let world: World;
let park: TestTeam;
let lasers: KnownNode;
let maker: KnownCompany;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  lasers = await node(world, await chain(world, 'LASER'), '激光器');
  maker = await company(world, '激光企业');
});
afterAll(() => world.close());

interface Placed extends Refused {
  placement: { id: string; status: string; source: string; node: { name: string }; company: { name: string } } | null;
}
const SHOWN = 'placement { id status source node { name } company { name } } userErrors { code path }';
const confirm = async (placementId: string, more: object = {}) => {
  const source = `mutation ($input: ConfirmPlacementInput!) { confirmPlacement(input: $input) { ${SHOWN} } }`;
  return (await ask<{ confirmPlacement: Placed }>(world, park, source, { input: { placementId } }, more)).data!.confirmPlacement;
};
const put = async (companyId: string, nodeId = lasers.id) => {
  const source = `mutation ($input: PlaceCompanyInput!) { placeCompany(input: $input) { ${SHOWN} } }`;
  return (await ask<{ placeCompany: Placed }>(world, park, source, { input: { nodeId, companyId, source: '官网' } })).data!
    .placeCompany;
};
const events = (placementId: string) => world.events(parseGlobalId(placementId)!.uuid);

describe('confirmPlacement', () => {
  test('confirms a suggestion and records it once', async () => {
    const id = await place(world, lasers, maker, 'SUGGESTED');
    expect((await confirm(id)).placement).toMatchObject({
      status: 'CONFIRMED',
      node: { name: '激光器' },
      company: { name: '激光企业' },
    });
    expect((await confirm(id)).placement).toMatchObject({ status: 'CONFIRMED' });
    expect(await events(id)).toEqual(['PLACEMENT_CONFIRMED']);
  });

  test('is refused to readers and for what does not exist', async () => {
    const id = await place(world, lasers, await company(world, '待定企业'), 'SUGGESTED');
    expect((await confirm(id, { role: Role.READER })).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await confirm(lasers.id)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'placementId'] }]);
  });
});

describe('placeCompany', () => {
  test('places a company as confirmed, shown on the company, and once only', async () => {
    const { id } = await company(world, '手工归位企业');
    const first = await put(id);
    expect(first.placement).toMatchObject({ status: 'CONFIRMED', source: '官网' });
    expect((await put(id)).placement!.id).toBe(first.placement!.id);
    expect(await events(first.placement!.id)).toEqual(['PLACEMENT_CONFIRMED']);
    const { data } = await ask(world, park, `{ company(by: { id: "${id}" }) { placements { status node { name } } } }`);
    expect(data).toEqual({ company: { placements: [{ status: 'CONFIRMED', node: { name: '激光器' } }] } });
  });

  test('confirms where a file had only suggested', async () => {
    const known = await company(world, '被建议企业');
    const id = await place(world, lasers, known, 'SUGGESTED');
    expect((await put(known.id)).placement).toMatchObject({ id, status: 'CONFIRMED' });
  });

  test('reports an unknown node and an unknown company at once', async () => {
    expect((await put('x', 'y')).userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'nodeId'] },
      { code: 'NOT_FOUND', path: ['input', 'companyId'] },
    ]);
  });
});

describe('removePlacement', () => {
  test('takes the company from the node', async () => {
    const known = await company(world, '放错企业');
    const placementId = await place(world, lasers, known);
    const source =
      'mutation ($input: RemovePlacementInput!) { removePlacement(input: $input) { node { name } userErrors { code } } }';
    const { data } = await ask<{ removePlacement: unknown }>(world, park, source, { input: { placementId } });
    expect(data!.removePlacement).toEqual({ node: { name: '激光器' }, userErrors: [] });
    expect(await events(placementId)).toEqual(['PLACEMENT_REMOVED']);
    expect(await world.db.readSystem('select 1 from placement where company_id = $1', [known.uuid])).toEqual([]);
  });
});
