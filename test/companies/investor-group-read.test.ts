import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { companiesBelow, investorGroup } from '../../src/companies/investor-group.ts';
import { claimWorld, type ClaimWorld } from '../leads/claim-world.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

const group = (company: string) => investorGroup(world.db.readSystem, company);
const merge = (company: string, into: string) =>
  world.db.system.query('update company set merged_into_id = $2 where id = $1', [company, into]);

test('the group reaches over any number of steps and ends where companies own each other in a circle', async () => {
  const line: string[] = [];
  for (let i = 0; i < 6; i++) line.push(await at.company());
  for (let i = 0; i < 5; i++) await at.relate(line[i]!, 'PARENT_OF', line[i + 1]!);
  expect(new Set(await Promise.all(line.map(group)))).toEqual(new Set([line[0]]));
  await at.relate(line[5]!, 'PARENT_OF', line[0]!);
  expect(new Set(await Promise.all(line.map(group)))).toEqual(new Set([line.toSorted()[0]]));
  expect((await companiesBelow(world.db.readSystem, line[3]!)).toSorted()).toEqual(line.toSorted());
});

test('relations of other kinds make no group', async () => {
  const [a, b] = [await at.company(), await at.company()];
  await world.insert('company_relation', { id: crypto.randomUUID(), from_id: a, to_id: b, kind: 'SUPPLIES', source: '测试' });
  await world.insert('company_relation', { id: crypto.randomUUID(), from_id: a, to_id: b, kind: 'INVESTED_IN', source: '测试' });
  expect([await group(a), await group(b)]).toEqual([a, b]);
});

test('a merged company has the group of its survivor, with the parents of both', async () => {
  const [top, merged, survivor, child] = [await at.company(), await at.company(), await at.company(), await at.company()];
  await at.relate(top, 'PARENT_OF', merged);
  await at.relate(merged, 'PARENT_OF', child);
  await merge(merged, survivor);
  expect(await Promise.all([merged, survivor, child].map(group))).toEqual([top, top, top]);
  expect((await companiesBelow(world.db.readSystem, top)).toSorted()).toEqual([top, merged, survivor, child].toSorted());
  const heir = await at.company();
  await merge(top, heir);
  expect(await Promise.all([top, merged, survivor, child].map(group))).toEqual([heir, heir, heir, heir]);
});
