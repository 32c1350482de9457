import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Tx } from '../../src/kernel/context.ts';
import { endClaimOfLead, liveClaimOf, liveClaimOfLead, moveClaim } from '../../src/leads/claim-lease.ts';
import { ClaimStatus } from '../../src/leads/claim-status.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

const within = async <T>(by: TestTeam, run: (tx: Tx) => Promise<T>): Promise<T> => {
  let made: T;
  await world.ctx(by).act('probe', {}, async (tx) => {
    made = await run(tx);
    return {};
  });
  return made!;
};
const move = (from: string, to: { teamId: string; leadId: string }, outcome?: ClaimStatus.OVERTURNED) =>
  within(at.city, async (tx) => moveClaim(tx, (await liveClaimOfLead(tx, from))!, to, { outcome, reason: '裁决' }));

describe('moveClaim', () => {
  test('ends the old claim and carries the rest of its term to the other team, at one instant', async () => {
    const company = await at.company();
    const { leadId, claimId } = await at.claimed(at.park, company);
    const other = await at.lead(at.neighbour, company);
    const before = await at.row(claimId);
    at.pass(10);
    const moved = (await move(leadId, { teamId: at.neighbour.id, leadId: other }, ClaimStatus.OVERTURNED))!;
    expect(await at.row(claimId)).toMatchObject({ outcome: 'OVERTURNED', ended_at: at.now(), end_reason: '裁决' });
    expect(await at.row(moved)).toMatchObject({
      team_id: at.neighbour.id,
      lead_id: other,
      filed_at: at.now(),
      expires_at: before.expires_at,
    });
    expect([await world.events(claimId), await world.events(moved)]).toEqual([['LEAD_CLAIMED', 'CLAIM_ENDED'], ['LEAD_CLAIMED']]);
  });

  test('passes a claim on with its lead', async () => {
    const { leadId, claimId } = await at.claimed(at.park, await at.company());
    const moved = (await move(leadId, { teamId: at.neighbour.id, leadId }))!;
    expect((await at.row(claimId)).outcome).toBe('TRANSFERRED');
    expect((await within(at.city, (tx) => liveClaimOfLead(tx, leadId)))?.id).toBe(moved);
  });

  test('leaves everything as it is where the other lead holds a claim of its own', async () => {
    const { leadId, claimId } = await at.claimed(at.park, await at.company());
    const own = await at.claimed(at.neighbour, await at.company());
    expect(await move(leadId, { teamId: at.neighbour.id, leadId: own.leadId })).toBeNull();
    expect((await at.row(claimId)).ended_at).toBeNull();
  });
});

test('who holds a key is told for any instant, the past ones too', async () => {
  const company = await at.company();
  const { leadId, claimId } = await at.claimed(at.park, company);
  const holder = async () =>
    (
      await liveClaimOf(
        world.db.readSystem,
        { groupId: company, intent: 'NEW_PLANT' as never, industryDivision: 'C38' },
        at.now(),
      )
    )?.id;
  expect(await holder()).toBe(claimId);
  at.pass(3);
  await within(at.park, (tx) => endClaimOfLead(tx, leadId, ClaimStatus.CONCLUDED));
  expect(await holder()).toBeUndefined();
  await within(at.park, (tx) => endClaimOfLead(tx, leadId, ClaimStatus.CONCLUDED));
  expect((await at.row(claimId)).version).toBe(2);
});
