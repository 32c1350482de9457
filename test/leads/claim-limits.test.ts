import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

test('a team holds no more claims than the city allows, however many it files at once', async () => {
  await at.setRules({ claimsPerTeam: 2 });
  const team = await world.park(at.district);
  const leads = await Promise.all(Array.from({ length: 50 }, async () => at.lead(team, await at.company())));
  const done = await Promise.allSettled(leads.map((lead) => claimLead(world.ctx(team), at.filing(lead))));
  const codes = done.map((each) => (each.status === 'fulfilled' ? 'held' : (each.reason as Refusal).errors[0]!.code));
  expect(
    Object.entries(Object.groupBy(codes, (code) => code))
      .map(([code, all]) => [code, all!.length])
      .toSorted(),
  ).toEqual([
    ['LIMIT_REACHED', 48],
    ['held', 2],
  ]);
  await world.db.system.query(`update claim set signed_at = $2 where id = (select id from claim where team_id = $1 limit 1)`, [
    team.id,
    at.now(),
  ]);
  await at.claimed(team, await at.company());
  expect(await refusedWith(at.claimed(team, await at.company()))).toEqual(['LIMIT_REACHED leadId']);
});

test('a team whose claim lapsed lets others go first for the days of the rules, and is told until when', async () => {
  await at.setRules({ coolingDays: 10, protectionDays: 20 });
  const company = await at.company();
  const { leadId } = await at.claimed(at.park, company);
  at.pass(20);
  const again = () => claimLead(world.ctx(at.park), at.filing(leadId));
  await expect(again()).rejects.toMatchObject({
    errors: [{ code: 'LIMIT_REACHED', message: expect.stringContaining('2026-10-01') }],
  });
  await at.claim(at.park, leadId, { intent: ClaimIntent.OTHER });
  at.pass(10);
  await at.claimed(at.park, company);
});

test('evidence is of the kinds that the city accepts', async () => {
  await at.setRules({ evidenceKinds: ['SITE_SURVEY'] });
  const leadId = await at.lead(at.park, await at.company());
  expect(await refusedWith(at.claim(at.park, leadId))).toEqual(['INVALID evidence 0 kind']);
  await at.claim(at.park, leadId, { evidence: [at.evidence({ kind: 'SITE_SURVEY' })] });
});
