import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptTransfer } from '../../src/cases/answer-transfer.ts';
import { directTransfer } from '../../src/cases/direct-transfer.ts';
import { offerTransfer } from '../../src/cases/offer-transfer.ts';
import { TransferReason } from '../../src/cases/transfer.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { claimWorld, type ClaimWorld } from '../leads/claim-world.ts';
import { createWorld, type World } from '../world.ts';
import { caseGid, leadGid, teamGid } from './deal-world.ts';
import { transferGid } from './transfer-world.ts';

let world: World;
let deal: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await claimWorld(world);
});
afterAll(() => world.close());

const claimsOf = (leadId: string) =>
  world.db.readSystem<{ team: string; outcome: string | null; until: Date; live: boolean }>(
    `select team_id as team, outcome, expires_at as until, ended_at is null as live from claim where lead_id = $1 order by filed_at, ended_at`,
    [leadId],
  );

describe('a lead with a claim', () => {
  test('takes the claim along when it is passed on, for the rest of its term', async () => {
    const { leadId } = await deal.claimed(deal.park, await deal.company());
    deal.pass(10);
    const offer = await offerTransfer(world.ctx(deal.park), {
      subjectId: leadGid(leadId),
      expectedVersion: 1,
      toTeamId: teamGid(deal.neighbour),
      reason: TransferReason.LACKING_FACTORS,
    });
    const [held] = await claimsOf(leadId);
    expect(held).toMatchObject({ team: deal.park.id, live: true });
    await acceptTransfer(world.ctx(deal.neighbour), { transferId: transferGid(offer.transferId) });
    expect(await claimsOf(leadId)).toEqual([
      { team: deal.park.id, outcome: 'TRANSFERRED', until: held!.until, live: false },
      { team: deal.neighbour.id, outcome: null, until: held!.until, live: true },
    ]);
  });

  test('takes it along when its case is directed elsewhere', async () => {
    const { leadId } = await deal.claimed(deal.park, await deal.company());
    const accepted = await acceptLead(world.ctx(deal.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    await directTransfer(world.ctx(deal.city, { role: Role.CHIEF }), {
      subjectId: caseGid(accepted.caseId),
      toTeamId: teamGid(deal.neighbour),
      reason: TransferReason.LAYOUT_ADJUSTMENT,
      basis: '会议纪要',
    });
    expect((await claimsOf(leadId)).map(({ team, live }) => [team, live])).toEqual([
      [deal.park.id, false],
      [deal.neighbour.id, true],
    ]);
  });
});
