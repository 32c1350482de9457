import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Role, Scope } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { company, division, usciOf, type PageAnswer, type Refused } from './company-facts.ts';

interface Outcome extends Refused {
  company: Record<string, unknown> | null;
  warnings: { code: string; path: string[] }[] | null;
}

let world: World;
let park: TestTeam;
let partner: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  partner = await world.partner();
  await division(world, '510107', '武侯区');
});
afterAll(() => world.close());

const REGISTER = `mutation ($input: RegisterCompanyInput!) { registerCompany(input: $input) {
  company { id name usci usciVerdict version division { code name } divisionSource registeredCapital { amount currency } industry { code sectionName } }
  warnings { code path message } userErrors { code path message } } }`;
const register = async (input: object, as: TestTeam = park, more: object = {}) => {
  const { data, errors } = await ask<{ registerCompany: Outcome }>(
    world,
    as,
    REGISTER,
    { input: { name: '成都锦城光电有限公司', source: '营业执照', ...input } },
    more,
  );
  expect(errors).toBeUndefined();
  return data!.registerCompany;
};
const refusals = async (input: object, as?: TestTeam, more?: object): Promise<string[]> =>
  (await register(input, as, more)).userErrors.map((e) => `${e.code} ${e.path.join('.')}`);

describe('registerCompany', () => {
  test('adds a company with its division, capital and industry, and records it', async () => {
    const facts = {
      usci: usciOf(1),
      address: '四川省成都市武侯区天府大道 1 号',
      registeredCapital: { amount: '50000000', currency: 'CNY' },
      industryCode: '3973',
    };
    const { company: made, warnings } = await register(facts);
    expect(warnings).toEqual([]);
    expect(made).toMatchObject({
      usci: usciOf(1),
      usciVerdict: 'OK',
      version: 1,
      division: { code: '510107', name: '武侯区' },
      divisionSource: 'ADDRESS',
      registeredCapital: { amount: '50000000', currency: 'CNY' },
      industry: { code: 'C3973', sectionName: '制造业' },
    });
    const [row] = await world.db.readSystem<{ id: string }>('select id from company where usci = $1', [usciOf(1)]);
    expect(await world.events(row!.id)).toEqual(['COMPANY_REGISTERED']);
  });

  test('accepts a doubtful 18th character with a warning', async () => {
    const { company: made, warnings } = await register({ usci: '91350100m0001tgqxm ' });
    expect(made).toMatchObject({ usci: '91350100M0001TGQXM', usciVerdict: 'WARN' });
    expect(warnings).toMatchObject([{ code: 'USCI_CHECK', path: ['input', 'usci'] }]);
  });

  test('refuses a wrong 17th character', async () => {
    const typo = usciOf(2).slice(0, 16) + (usciOf(2)[16] === '1' ? '2' : '1') + usciOf(2)[17];
    expect(await refusals({ usci: typo })).toEqual(['INVALID input.usci']);
  });

  test('names the company that already bears the code', async () => {
    await register({ usci: usciOf(3), name: '先到的公司' });
    const { userErrors } = await register({ usci: usciOf(3).toLowerCase(), name: '后来的公司' });
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'usci'] }]);
    expect(userErrors[0]?.message).toContain('先到的公司');
  });

  test('names the first of two simultaneous registrations to the second', async () => {
    const [a, b] = await Promise.all([register({ usci: usciOf(4), name: '甲' }), register({ usci: usciOf(4), name: '乙' })]);
    expect([a, b].filter(({ company: made }) => made).length).toBe(1);
    expect([a, b].flatMap(({ userErrors }) => userErrors.map((e) => e.code))).toEqual(['CONFLICT']);
  });

  test('reports everything that is wrong at once', async () => {
    const wrong = { name: ' ', source: '', industryCode: 'B3973', registeredCapital: { amount: '-1', currency: '元' } };
    expect((await refusals(wrong)).sort()).toEqual([
      'INVALID input.industryCode',
      'INVALID input.registeredCapital.amount',
      'INVALID input.registeredCapital.currency',
      'REQUIRED input.name',
      'REQUIRED input.source',
      'REQUIRED input.usci',
    ]);
  });

  test('is refused to readers, partners and API clients without the scope', async () => {
    const fine = { usci: usciOf(5) };
    expect(await refusals(fine, park, { role: Role.READER })).toEqual(['FORBIDDEN ']);
    expect(await refusals(fine, partner)).toEqual(['FORBIDDEN ']);
    expect(
      await refusals({ ...fine, idempotencyKey: 'k-00000001' }, park, { clientId: crypto.randomUUID(), scopes: [Scope.READ] }),
    ).toEqual(['FORBIDDEN ']);
  });
});

describe('updateCompany', () => {
  const UPDATE = `mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) {
    company { name version formerNames address division { code } scope } userErrors { code path message } } }`;
  const update = async (input: object) =>
    (await ask<{ updateCompany: Outcome }>(world, park, UPDATE, { input })).data!.updateCompany;

  test('keeps the old name as a former name, findable, and raises the version', async () => {
    const { id } = await company(world, '旧名电子有限公司');
    const { company: made } = await update({ id, expectedVersion: 1, name: '新名电子有限公司' });
    expect(made).toMatchObject({ name: '新名电子有限公司', version: 2, formerNames: ['旧名电子有限公司'] });
    const { data } = await ask<{ companies: PageAnswer<{ name: string }> }>(
      world,
      park,
      `{ companies(first: 5, filter: { search: "旧名电子" }) { nodes { name } } }`,
    );
    expect(data!.companies.nodes).toEqual([{ name: '新名电子有限公司' }]);
  });

  test('changes only what is given and clears what is given as null', async () => {
    const { id, uuid } = await company(world, '要素公司', { scope: '制造', address: '某地' });
    const { company: made } = await update({ id, expectedVersion: 1, address: null });
    expect(made).toMatchObject({ scope: '制造', address: null });
    const events = await world.db.readSystem(
      `select kind, version, payload->'fields' as fields from event where subject_id = $1`,
      [uuid],
    );
    expect(events).toEqual([{ kind: 'COMPANY_UPDATED', version: 2, fields: ['address'] }]);
  });

  test('refuses a change made against an older version and names the present one', async () => {
    const { id } = await company(world, '并发公司');
    await update({ id, expectedVersion: 1, scope: '甲' });
    const { userErrors } = await update({ id, expectedVersion: 1, scope: '乙' });
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'expectedVersion'] }]);
    expect(userErrors[0]?.message).toContain('版本 2');
  });

  test('does not know a forged id', async () => {
    expect((await update({ id: 'Q29tcGFueTp4', expectedVersion: 1 })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('company', () => {
  const find = (by: string, as: TestTeam = park) =>
    ask<{ company: { name: string } | null }>(world, as, `{ company(by: ${by}) { name } }`);

  test('is found by id, identifier or stock code, folded', async () => {
    const known = await company(world, '三键公司', { usci: usciOf(6), listing_code: '600519.SH' });
    const keys = [`{ id: "${known.id}" }`, `{ usci: " ${usciOf(6).toLowerCase()}" }`, `{ listingCode: "600519.sh" }`];
    const answers = await Promise.all(keys.map((by) => find(by)));
    expect(answers.map(({ data }) => data!.company)).toEqual(keys.map(() => ({ name: '三键公司' })));
  });

  test('is null for an unknown key and for partner teams', async () => {
    await company(world, '不给伙伴看', { usci: usciOf(7) });
    expect((await find(`{ usci: "${usciOf(8)}" }`)).data!.company).toBeNull();
    expect((await find(`{ usci: "${usciOf(7)}" }`, partner)).data!.company).toBeNull();
  });

  test('asks for exactly one key', async () => {
    expect((await find('{}')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
