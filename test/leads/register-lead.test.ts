import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { globalId } from '../../src/kernel/global-id.ts';
import type { Act, Tx } from '../../src/kernel/context.ts';
import { Role, Scope } from '../../src/kernel/viewer.ts';
import { loadLead, contactsByGuard } from '../../src/leads/lead.loaders.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { dealWorld, leadInput, refusedWith, teamGid, type DealWorld } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

describe('registerLead', () => {
  test('gives the own team WORK, its supervisors FOLLOW, everybody else nothing', async () => {
    const id = await deal.lead();
    const seen = await Promise.all(
      [deal.park, deal.district, deal.city, deal.other, deal.neighbour, deal.partner].map((t) => deal.seesLead(t, id)),
    );
    expect(seen).toEqual(['WORK', 'FOLLOW', 'FOLLOW', null, null, null]);
  });

  test('numbers the lead, keeps its facts and says so once', async () => {
    const id = await deal.lead();
    expect(await loadLead(world.ctx(deal.park), id)).toMatchObject({
      code: expect.stringMatching(/^XS\d{4}-\d{6}$/),
      stage: 'NEW',
      amountYuan: '1200000000',
      sizeBand: 'FROM_1B',
      industryCode: 'C3841',
      version: 1,
    });
    expect(await world.events(id)).toEqual(['LEAD_REGISTERED']);
  });

  test('shows contacts to those who work on it alone', async () => {
    const id = await deal.lead();
    const names = async (team: typeof deal.park) => (await world.ctx(team).load(contactsByGuard, id)).map((c) => c.name);
    expect([await names(deal.park), await names(deal.district)]).toEqual([['王敏'], []]);
  });

  test('lets a partner address a public team and keep SUMMARY', async () => {
    const id = await deal.lead(deal.partner, { owningTeamId: teamGid(deal.park) });
    expect(await Promise.all([deal.park, deal.district, deal.partner].map((t) => deal.seesLead(t, id)))).toEqual([
      'WORK',
      'FOLLOW',
      'SUMMARY',
    ]);
  });

  test('refuses a partner without a receiving team, with a partner as one, or with a company of the registry', async () => {
    const register = (more: object) => refusedWith(registerLead(world.ctx(deal.partner), leadInput(more)));
    expect(await register({})).toEqual(['REQUIRED owningTeamId']);
    expect(await register({ owningTeamId: teamGid(deal.partner) })).toEqual(['INVALID owningTeamId']);
    expect(await register({ owningTeamId: teamGid(deal.park), companyId: globalId('Company', deal.park.id) })).toEqual([
      'NOT_FOUND companyId',
    ]);
  });

  test('reports every unmet condition at once', async () => {
    const input = leadInput({
      title: ' ',
      companyDescription: null,
      industryCode: 'A3841',
      chainNodeId: 'forged',
      referrerTeamId: teamGid(deal.district),
      contacts: [{ name: '', email: 'nobody' }],
    });
    expect(await refusedWith(registerLead(world.ctx(deal.park), input))).toEqual([
      'REQUIRED title',
      'INVALID industryCode',
      'NOT_FOUND chainNodeId',
      'REQUIRED companyDescription',
      'REQUIRED contacts name',
      'INVALID contacts email',
      'INVALID referrerTeamId',
    ]);
  });

  test('reads the rules of the city once, for clocks and limits alike', async () => {
    const read: string[] = [];
    const ctx = world.ctx(deal.park);
    const act: Act = (operation, input, run, options) =>
      ctx.act(
        operation,
        input,
        (tx) => {
          const sql: Tx['sql'] = (text, params) => {
            if (text.includes('from city_rules')) read.push(text);
            return tx.sql(text, params);
          };
          return run({ ...tx, sql });
        },
        options,
      );
    await registerLead({ ...ctx, act }, leadInput());
    expect(read).toHaveLength(1);
  });

  test('refuses readers, API clients without the scope, and API clients without a key', async () => {
    const as = (more: object) => refusedWith((async () => registerLead(world.ctx(deal.park, more), leadInput()))());
    expect(await as({ role: Role.READER })).toEqual(['FORBIDDEN']);
    expect(await as({ clientId: deal.park.id, scopes: [Scope.READ] })).toEqual(['FORBIDDEN']);
    expect(await as({ clientId: deal.park.id, scopes: [Scope.WRITE_LEADS] })).toEqual([
      'IDEMPOTENCY_KEY_REQUIRED idempotencyKey',
    ]);
  });

  test('registers once under one key, and refuses another body', async () => {
    const call = (title: string) => registerLead(world.ctx(deal.park), leadInput({ title, idempotencyKey: 'register-0001' }));
    const [a, b] = [await call('甲'), await call('甲')];
    expect(a).toEqual(b);
    expect(await world.events(a.leadId)).toEqual(['LEAD_REGISTERED']);
    expect(await refusedWith(call('乙'))).toEqual(['IDEMPOTENCY_MISMATCH idempotencyKey']);
  });
});
