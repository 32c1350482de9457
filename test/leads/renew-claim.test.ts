import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { renewClaim } from '../../src/leads/renew-claim.ts';
import type { RenewClaimInput } from '../../src/leads/claim.inputs.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, DAY_MS, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
let claimId: string;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await at.setRules({ protectionDays: 60, renewalDays: 30, maxRenewals: 2 });
  ({ claimId } = await at.claimed(at.park, await at.company()));
});

const renew = async (more: Partial<RenewClaimInput> = {}, by: TestTeam = at.park) =>
  renewClaim(world.ctx(by), {
    claimId: claimGid(claimId),
    expectedVersion: (await at.row(claimId)).version,
    evidence: [at.evidence()],
    ...more,
  });

describe('renewClaim', () => {
  test('adds the days of its rules to the end of the term, from half way through it', async () => {
    const { expires_at: end } = await at.row(claimId);
    at.pass(30 - 1 / DAY_MS);
    expect(await refusedWith(renew())).toEqual(['ILLEGAL_MOVE claimId']);
    at.pass(1 / DAY_MS);
    await renew();
    expect(await at.row(claimId)).toMatchObject({ renewals: 1, version: 2, expires_at: new Date(end.getTime() + 30 * DAY_MS) });
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_RENEWED']);
    expect(await refusedWith(renew())).toEqual(['ILLEGAL_MOVE claimId', 'INVALID evidence 0 happenedOn']);
  });

  test('keeps to the rules of the filing, whatever the city has set since, as often as those allow', async () => {
    await at.setRules({ renewalDays: 300, maxRenewals: 0 });
    const { expires_at: end } = await at.row(claimId);
    at.pass(40);
    await renew();
    at.pass(35);
    await renew();
    expect((await at.row(claimId)).expires_at).toEqual(new Date(end.getTime() + 60 * DAY_MS));
    at.pass(40);
    expect(await refusedWith(renew())).toEqual(['LIMIT_REACHED claimId']);
  });

  test('rests on evidence of a day after the filing, none of it elsewhere', async () => {
    const filed = at.evidence().happenedOn;
    at.pass(40);
    const tell = (evidence: RenewClaimInput['evidence']) => refusedWith(renew({ evidence }));
    expect(await tell([])).toEqual(['REQUIRED evidence']);
    expect(await tell([at.evidence({ happenedOn: filed }), at.evidence({ note: '' })])).toEqual([
      'INVALID evidence 0 happenedOn',
      'REQUIRED evidence 1 note',
    ]);
    expect(await at.row(claimId)).toMatchObject({ renewals: 0, version: 1 });
  });

  test('is no way back for what has lapsed', async () => {
    at.pass(60);
    expect(await refusedWith(renew())).toEqual(['ILLEGAL_MOVE claimId']);
  });

  test('is for the holder, of the version it read', async () => {
    at.pass(40);
    expect(await refusedWith(renew({}, at.district))).toEqual(['FORBIDDEN claimId']);
    expect(await refusedWith(renew({}, at.neighbour))).toEqual(['NOT_FOUND claimId']);
    expect(await refusedWith(renew({ expectedVersion: 9 }))).toEqual(['CONFLICT expectedVersion']);
  });

  test('by two at once adds one term', async () => {
    at.pass(40);
    const done = await Promise.allSettled([renew(), renew()]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await at.row(claimId)).renewals).toBe(1);
  });
});
