import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptTransfer } from '../../src/cases/answer-transfer.ts';
import { directTransfer } from '../../src/cases/direct-transfer.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { offerTransfer } from '../../src/cases/offer-transfer.ts';
import { TransferReason } from '../../src/cases/transfer.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { claimWorld, type ClaimWorld } from '../leads/claim-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, leadGid, refusedWith, teamGid } from './deal-world.ts';
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

  test('is no deadlock when its case is passed on and lost at once', async () => {
    for (let round = 0; round < 4; round++) {
      const { leadId, claimId } = await deal.claimed(deal.park, await deal.company());
      const { caseId } = await acceptLead(world.ctx(deal.park), { leadId: leadGid(leadId), expectedVersion: 1 });
      const subjectId = caseGid(caseId);
      const toTeamId = teamGid(deal.neighbour);
      const reason = TransferReason.LACKING_FACTORS;
      const offer = () => offerTransfer(world.ctx(deal.park), { subjectId, expectedVersion: 1, toTeamId, reason });
      const lose = () =>
        moveCase(world.ctx(deal.park), { id: subjectId, expectedVersion: 1, stage: CaseStage.LOST, reason: '放弃' });
      const client = await world.db.system.connect();
      await client.query('begin');
      await client.query('select 1 from lead where id = $1 for update', [leadId]);
      const offering = refusedWith(offer());
      await world.waiting(1);
      let ended = 0;
      const losing = refusedWith(lose()).finally(() => (ended += 1));
      await world.waiting(2, () => ended);
      await client.query('rollback');
      client.release();
      expect(await losing).toEqual([]);
      expect(await offering).toEqual(['CONFLICT expectedVersion']);
      expect((await deal.row(claimId)).outcome).toBe('CONCLUDED');
    }
  });

  test('is not taken over by a team that holds as many claims as it may, unless the city directs it', async () => {
    await deal.setRules({ claimsPerTeam: 1 });
    const full = await world.park(deal.other);
    await deal.claimed(full, await deal.company());
    const offered = async (leadId: string, to: TestTeam = full): Promise<string> => {
      const { transferId } = await offerTransfer(world.ctx(deal.park), {
        subjectId: leadGid(leadId),
        expectedVersion: 1,
        toTeamId: teamGid(to),
        reason: TransferReason.LACKING_FACTORS,
      });
      return transferGid(transferId);
    };
    await deal.setRules({});
    const held = await deal.claimed(deal.park, await deal.company());
    const unclaimed = await deal.lead(deal.park, await deal.company());
    await deal.setRules({ claimsPerTeam: 1 });
    const transferId = await offered(held.leadId);
    const accepting = acceptTransfer(world.ctx(full), { transferId });
    await expect(accepting).rejects.toMatchObject({
      errors: [{ code: 'LIMIT_REACHED', path: ['input', 'transferId'], message: expect.stringContaining('releaseClaim') }],
    });
    expect((await claimsOf(held.leadId)).map(({ team, live }) => [team, live])).toEqual([[deal.park.id, true]]);
    expect(await refusedWith(acceptTransfer(world.ctx(full), { transferId: await offered(unclaimed) }))).toEqual([]);
    await directTransfer(world.ctx(deal.city, { role: Role.CHIEF }), {
      subjectId: leadGid(held.leadId),
      toTeamId: teamGid(full),
      reason: TransferReason.LAYOUT_ADJUSTMENT,
      basis: '会议纪要',
    });
    expect((await claimsOf(held.leadId)).at(-1)).toMatchObject({ team: full.id, live: true });
    await deal.setRules({});
  });
});
