import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { company, usciOf } from './company-facts.ts';

interface Match {
  level: string;
  reasons: string[];
  company: { name: string };
}
interface Registered {
  company: { name: string } | null;
  warnings: { code: string; path: string[]; message: string }[] | null;
  matches: Match[] | null;
  userErrors: { code: string }[];
}

let world: World;
let park: TestTeam;
let partner: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  park = await world.park(await world.district(await world.city()));
  partner = await world.partner();
  await company(world, '四川量矩电气股份有限公司', { usci: usciOf(1) }, [['FORMER', '川南开关厂']]);
  await company(world, '量矩光学有限公司', { listing_code: '300778.SZ' });
});
afterAll(() => world.close());

const MATCHES = `query ($input: IdentityInput!, $limit: Int! = 10) { identityMatches(input: $input, limit: $limit) { level reasons company { name } } }`;
const look = (input: object, as: TestTeam = park, limit = 10) =>
  ask<{ identityMatches: Match[] }>(world, as, MATCHES, { input, limit });
const REGISTER = `mutation ($input: RegisterCompanyInput!) { registerCompany(input: $input) {
  company { name } warnings { code path message } matches { level reasons company { name } } userErrors { code } } }`;
const register = async (input: object): Promise<Registered> => {
  const { data, errors } = await ask<{ registerCompany: Registered }>(world, park, REGISTER, {
    input: { source: '营业执照', ...input },
  });
  expect(errors).toBeUndefined();
  return data!.registerCompany;
};

describe('identityMatches', () => {
  test('names known companies with level and reasons, surest first, as many as asked', async () => {
    const { data } = await look({ name: '四川量矩電氣股份有限公司' });
    expect(data!.identityMatches).toEqual([
      { level: 'EXACT', reasons: ['SAME_NAME'], company: { name: '四川量矩电气股份有限公司' } },
      { level: 'SIMILAR', reasons: ['SAME_GROUP'], company: { name: '量矩光学有限公司' } },
    ]);
    expect((await look({ name: '四川量矩電氣股份有限公司' }, park, 1)).data!.identityMatches).toHaveLength(1);
  });

  test('finds an identifier typed wrong by the name that goes with it', async () => {
    const wrong = usciOf(1).replace('0', 'O');
    expect((await look({ name: '量矩电气', usci: wrong })).data!.identityMatches[0]).toMatchObject({
      level: 'STRONG',
      reasons: ['SAME_NORMALISED_NAME', 'USCI_TYPED_WRONG'],
    });
  });

  test('nothing given is nothing found', async () => {
    expect((await look({})).data!.identityMatches).toEqual([]);
    expect((await look({ name: '  ', usci: '', listingCode: '', foreignNumber: '' })).data!.identityMatches).toEqual([]);
  });

  test.each([
    ['no match', { name: '甲' }, 0],
    ['more than 20', { name: '甲' }, 21],
    ['a name without end', { name: '甲'.repeat(201) }, 10],
  ])('%s is refused', async (_, input, limit) => {
    expect((await look(input, park, limit)).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('partner teams are told that they may not look', async () => {
    expect((await look({ name: '量矩' }, partner)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('registerCompany', () => {
  test('warns of whom the new company may be, and adds it all the same', async () => {
    const made = await register({ name: '川南开关厂', usci: usciOf(11) });
    // Two valid identifiers are two companies, though the one bore the other's name.
    expect(made).toMatchObject({ company: { name: '川南开关厂' }, warnings: [], matches: [] });
    const listed = await register({ name: '量矩电气有限公司', listingCode: '300779.SZ' });
    expect(listed.matches?.[0]).toEqual({
      level: 'STRONG',
      reasons: ['SAME_NORMALISED_NAME'],
      company: { name: '四川量矩电气股份有限公司' },
    });
    expect(listed.warnings?.[0]).toMatchObject({ code: 'MATCH_STRONG', path: ['input', 'name'] });
    expect(listed.warnings?.[0]?.message).toContain('「四川量矩电气股份有限公司」');
    expect(listed.warnings?.map(({ code }) => code)).toContain('MATCH_SIMILAR');
  });

  test('a refused company tells no matches', async () => {
    expect(await register({ name: '量矩电气', usci: usciOf(1) })).toMatchObject({ company: null, warnings: null, matches: null });
  });

  test('repeated under its key it answers with the same matches', async () => {
    const input = { name: '量矩光学股份有限公司', usci: usciOf(12), idempotencyKey: 'identity-again-1' };
    const first = await register(input);
    expect(first.matches?.[0]?.reasons).toEqual(['SAME_NORMALISED_NAME']);
    expect(await register(input)).toEqual(first);
  });

  test('a name abroad is recorded, found by, and taken away again', async () => {
    await register({ name: '蜀衡传感有限公司', usci: usciOf(21), foreignName: 'Sensorik Westchina Ltd.' });
    const found = (await look({ name: 'SENSORIK WESTCHINA' })).data!.identityMatches;
    expect(found).toEqual([{ level: 'STRONG', reasons: ['FOREIGN_NAME'], company: { name: '蜀衡传感有限公司' } }]);
    const known = await ask<{ company: { id: string; version: number; foreignNames: string[] } }>(
      world,
      park,
      `{ company(by: { usci: "${usciOf(21)}" }) { id version foreignNames } }`,
    );
    const { id, version, foreignNames } = known.data!.company;
    expect(foreignNames).toEqual(['Sensorik Westchina Ltd.']);
    const update = async (foreignName: string | null, expectedVersion: number) => {
      const { data } = await ask<{ updateCompany: { company: { foreignNames: string[] } | null } }>(
        world,
        park,
        `mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) { company { foreignNames } userErrors { code } } }`,
        { input: { id, expectedVersion, foreignName } },
      );
      return data!.updateCompany.company?.foreignNames;
    };
    expect(await update('Westchina Sensors', version)).toEqual(['Sensorik Westchina Ltd.', 'Westchina Sensors']);
    expect(await update(null, version + 1)).toEqual([]);
    expect((await look({ name: 'SENSORIK WESTCHINA' })).data!.identityMatches).toEqual([]);
  });
});
