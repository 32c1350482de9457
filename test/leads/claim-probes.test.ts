import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { checkCollision } from '../../src/leads/check-collision.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import type { ClaimLeadInput } from '../../src/leads/claim.inputs.ts';
import { leadGid, refusedWith } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
let rival: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
beforeEach(async () => {
  rival = await world.park(at.other);
});
afterAll(() => world.close());

const file = (leadId: string, more: Partial<ClaimLeadInput> = {}) => claimLead(world.ctx(rival), at.filing(leadId, more));
const probes = () =>
  world.db.readSystem(
    `select kind, blind_hits as hits, best_level as level from collision_probe where team_id = $1 and kind <> 'REGISTRATION' order by id`,
    [rival.id],
  );
const told = (leadId: string) =>
  world.db.readSystem(
    `select payload->>'askingTeamId' as by from event where kind = 'COLLISION_PROBED' and subject_id = $1 and payload->>'askingTeamId' = $2`,
    [leadId, rival.id],
  );

describe('a filing that finds the investor claimed', () => {
  test('counts as a collision check and is told to the holder, once a day', async () => {
    const company = await at.company();
    const held = await at.claimed(at.park, company);
    const leadId = await at.lead(rival, company);
    expect(await refusedWith(file(leadId))).toEqual(['CLAIM_TAKEN leadId']);
    expect(await probes()).toEqual([{ kind: 'COUNTED', hits: 1, level: 'EXACT' }]);
    expect(await refusedWith(file(leadId))).toEqual(['CLAIM_TAKEN leadId']);
    expect((await probes())[1]).toEqual({ kind: 'REPEATED', hits: 1, level: 'EXACT' });
    expect(await told(held.leadId)).toEqual([{ by: rival.id }]);
    at.pass(1);
    expect(await refusedWith(file(leadId))).toEqual(['CLAIM_TAKEN leadId']);
    expect(await told(held.leadId)).toHaveLength(2);
  });

  test('answers the same for the same key, with who holds it and until when', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    const leadId = await at.lead(rival, company);
    const once = () => file(leadId, { idempotencyKey: 'fishing-0001' }).catch((error: unknown) => error);
    const [first, second] = [await once(), await once()];
    expect(second).toEqual(first);
    expect(first).toMatchObject({ conflict: { holdingTeamId: at.park.id, since: at.now() } });
    expect(await probes()).toHaveLength(1);
  });

  test('is refused beyond the limits of the check, as a filing for a free investor then is', async () => {
    const leadId = await at.lead(rival, await at.company());
    const about = async (isHeld: boolean) => {
      const company = await at.company();
      if (isHeld) await at.claimed(await world.park(at.district), company);
      // Behind the limit that updates have of their own.
      await world.db.readSystem('update lead set company_id = $2 where id = $1', [leadId, company]);
      return { company, codes: await refusedWith(file(leadId)) };
    };
    const codes: string[] = [];
    for (let i = 0; i < 61; i++) codes.push(...(await about(true)).codes);
    expect(codes).toEqual([...Array.from({ length: 60 }, () => 'CLAIM_TAKEN leadId'), 'LIMIT_REACHED leadId']);
    const free = await about(false);
    expect(free.codes).toEqual(['LIMIT_REACHED leadId']);
    const check = checkCollision(world.ctx(rival), { companyId: globalId('Company', free.company) });
    expect(await refusedWith(check)).toEqual(['LIMIT_REACHED']);
    at.pass(1);
    expect(await refusedWith(file(leadId))).toEqual([]);
  });

  test('is neither counted as a hit nor told where the team sees the record that holds it, and never for its own', async () => {
    const company = await at.company();
    const held = await at.claimed(rival, company);
    expect(await refusedWith(file(held.leadId))).toEqual(['CLAIM_TAKEN leadId']);
    expect(await probes()).toEqual([]);
    const above = await at.lead(at.other, company);
    expect(await refusedWith(claimLead(world.ctx(at.other), at.filing(above)))).toEqual(['CLAIM_TAKEN leadId']);
    const asked = await world.db.readSystem(
      `select blind_hits as hits from collision_probe where team_id = $1 and kind <> 'REGISTRATION'`,
      [at.other.id],
    );
    expect(asked).toEqual([{ hits: 0 }]);
    expect(await world.events(held.leadId)).not.toContain('COLLISION_PROBED');
  });
});

describe('a contest that is refused', () => {
  const contest = (leadId: string, intent = ClaimIntent.NEW_PLANT) =>
    refusedWith(contestClaim(world.ctx(rival), { leadId: leadGid(leadId), intent, reason: '更早接触' }));

  test('counts as a collision check, whether there is a claim to contest or none', async () => {
    const [free, held] = [await at.company(), await at.company()];
    const holding = await at.claimed(at.park, held);
    const leadId = await at.lead(rival, held);
    expect(await contest(await at.lead(rival, free))).toEqual(['NOT_FOUND intent']);
    expect(await contest(leadId)).toEqual([]);
    expect(await probes()).toEqual([{ kind: 'COUNTED', hits: 0, level: 'NONE' }]);
    expect(await contest(leadId)).toEqual(['CONFLICT leadId']);
    expect((await probes())[1]).toEqual({ kind: 'COUNTED', hits: 1, level: 'EXACT' });
    expect(await told(holding.leadId)).toHaveLength(1);
  });
});
