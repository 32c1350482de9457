import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../src/app/migrate.ts';
import { findMatches } from '../../src/companies/find-matches.ts';
import { storedKeys } from '../../src/companies/name-keys.ts';
import { company } from '../companies/company-facts.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('names of before there were keys get theirs at a start, also at several at once, and are found by them', async () => {
  const { uuid, name } = await company(world, '四川量矩电气股份有限公司', {}, [['FORMER', '川南开关厂']]);
  await world.db.system.query('update company_name set keys = null');
  const find = async () => findMatches((sql, params) => world.db.readSystem(sql, params), { name: '量矩电气' }, { limit: 5 });
  expect((await find()).map(({ level }) => level)).not.toContain('STRONG');
  await Promise.all([migrate(world.db.url), migrate(world.db.url), migrate(world.db.url)]);
  expect((await find())[0]).toMatchObject({ companyId: uuid, level: 'STRONG' });
  const [row] = await world.db.readSystem<{ keys: number[] }>(
    `select keys from company_name where company_id = $1 and kind = 'NAME'`,
    [uuid],
  );
  expect(row?.keys).toEqual(storedKeys(name));
  expect(await world.db.readSystem('select 1 from company_name where keys is null')).toEqual([]);
});
