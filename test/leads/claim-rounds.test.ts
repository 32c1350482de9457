import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tidy } from '../../src/app/housekeeping.ts';
import { renewClaim } from '../../src/leads/renew-claim.ts';
import { createWorld, type World } from '../world.ts';
import { claimGid, claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

const round = async () => {
  const { claimsWarned, claimsLapsed } = (await tidy({ pool: world.db.system, now: at.now }, { clean: false }))!;
  return [claimsWarned, claimsLapsed];
};

test('the holder is warned once a term, as many days ahead as the rules of the filing say', async () => {
  await at.setRules({ warningDays: 7 });
  const { claimId } = await at.claimed(at.park, await at.company());
  await at.setRules({ warningDays: 30 });
  at.pass(52.9);
  expect(await round()).toEqual([0, 0]);
  at.pass(0.1);
  expect([await round(), await round()]).toEqual([
    [1, 0],
    [0, 0],
  ]);
  const { version } = await at.row(claimId);
  await renewClaim(world.ctx(at.park), { claimId: claimGid(claimId), expectedVersion: version, evidence: [at.evidence()] });
  expect(await round()).toEqual([0, 0]);
  at.pass(30);
  expect(await round()).toEqual([1, 0]);
  expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_EXPIRING', 'CLAIM_RENEWED', 'CLAIM_EXPIRING']);
  at.pass(7);
  expect(await round()).toEqual([0, 1]);
});

test('a lapse is recorded once, for the instant at which the term ran out', async () => {
  await at.setRules({ protectionDays: 10, warningDays: 1 });
  const { claimId } = await at.claimed(at.park, await at.company());
  const { expires_at: end } = await at.row(claimId);
  at.pass(12);
  expect([await round(), await round()]).toEqual([
    [0, 1],
    [0, 0],
  ]);
  expect(await at.row(claimId)).toMatchObject({ outcome: 'LAPSED', ended_at: end, version: 2 });
  expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_LAPSED']);
});

test('more claims than fit a batch are told in one round, each once', async () => {
  await at.setRules({ protectionDays: 10, warningDays: 1, claimsPerTeam: 200 });
  for (let i = 0; i < 60; i++) await at.claimed(at.park, await at.company());
  at.pass(9.5);
  expect([await round(), await round()]).toEqual([
    [60, 0],
    [0, 0],
  ]);
  at.pass(1);
  expect(await round()).toEqual([0, 60]);
});

test('what a contest holds frozen neither is warned of nor lapses', async () => {
  await at.setRules({ protectionDays: 10, warningDays: 1 });
  const { leadId, claimId } = await at.claimed(at.park, await at.company());
  await world.db.system.query('update lead set frozen_by_id = $1 where id = $1', [leadId]);
  at.pass(11);
  expect(await round()).toEqual([0, 0]);
  await world.db.system.query('update lead set frozen_by_id = null where id = $1', [leadId]);
  expect(await round()).toEqual([0, 1]);
  expect((await at.row(claimId)).outcome).toBe('LAPSED');
});

test('what somebody works on just now is left for the next round', async () => {
  await at.setRules({ protectionDays: 10, warningDays: 1 });
  const { leadId } = await at.claimed(at.park, await at.company());
  at.pass(11);
  const client = await world.db.system.connect();
  await client.query('begin');
  await client.query('select 1 from lead where id = $1 for update', [leadId]);
  expect(await round()).toEqual([0, 0]);
  await client.query('rollback');
  client.release();
  expect(await round()).toEqual([0, 1]);
});
