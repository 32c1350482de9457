import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Role } from '../../src/kernel/viewer.ts';
import { cityRules, DEFAULT_RULES } from '../../src/leads/city-rules.ts';
import { setCityRules } from '../../src/leads/set-city-rules.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

let world: World;
let city: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  city = await world.city();
});
afterAll(() => world.close());

const chief = () => world.ctx(city, { role: Role.CHIEF });
const now = () => cityRules(world.db.readAs(city.id));

describe('setCityRules', () => {
  test('begins from the defaults and keeps what is left out, as a version of its own', async () => {
    expect(await now()).toEqual(DEFAULT_RULES);
    await setCityRules(chief(), {
      expectedVersion: 0,
      basis: '蓉招〔2026〕1 号',
      protectionDays: 90,
      evidenceKinds: ['VISIT_RECORD'] as never,
    });
    expect(await now()).toEqual({
      ...DEFAULT_RULES,
      version: 1,
      basis: '蓉招〔2026〕1 号',
      protectionDays: 90,
      evidenceKinds: ['VISIT_RECORD'],
      setAt: expect.any(Date),
    });
    const { n } = (
      await world.db.readSystem<{ n: number }>(`select count(*)::int as n from event where kind = 'CITY_RULES_SET'`)
    )[0]!;
    expect(n).toBe(1);
  });

  test('refuses all that is wrong at once and names each field', async () => {
    const version = (await now()).version;
    const wrong = { expectedVersion: version, basis: ' ', amberPercent: 100, claimsPerTeam: 0, evidenceKinds: [] };
    await expect(setCityRules(chief(), wrong)).rejects.toMatchObject({
      errors: [
        { code: 'REQUIRED', path: ['input', 'basis'] },
        { code: 'INVALID', path: ['input', 'amberPercent'] },
        { code: 'INVALID', path: ['input', 'claimsPerTeam'] },
        { code: 'REQUIRED', path: ['input', 'evidenceKinds'] },
      ],
    });
    const late = { expectedVersion: version, basis: '依据', protectionDays: 8, warningDays: 8 };
    await expect(setCityRules(chief(), late)).rejects.toMatchObject({ errors: [{ path: ['input', 'warningDays'] }] });
    expect((await now()).version).toBe(version);
  });

  test('is for the chief of the city team alone', async () => {
    const district = await world.district(city);
    for (const ctx of [world.ctx(city), world.ctx(district, { role: Role.CHIEF })])
      await expect(async () => setCityRules(ctx, { expectedVersion: 0, basis: '依据' })).rejects.toMatchObject({
        errors: [{ code: 'FORBIDDEN' }],
      });
  });

  test('lets one of two who set them at once win', async () => {
    const { version } = await now();
    const set = (coolingDays: number) => setCityRules(chief(), { expectedVersion: version, basis: '依据', coolingDays });
    const done = await Promise.allSettled([set(10), set(20)]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { errors: [{ code: 'CONFLICT' }] } });
  });

  test('is told to every team of government, which reads the rules', async () => {
    const { data } = await ask<{ cityRules: { version: number; protectionDays: number } }>(
      world,
      await world.park(await world.district(city)),
      '{ cityRules { version protectionDays respondDays basis setAt setBy { name } } }',
    );
    expect(data!.cityRules).toMatchObject({ protectionDays: 90, respondDays: 1 });
  });
});
