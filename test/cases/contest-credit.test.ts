import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { CreditPart, CreditStartEvent } from '../../src/cases/credit-terms.ts';
import { shareCase } from '../../src/cases/share-case.ts';
import { Level } from '../../src/kernel/level.ts';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { contestWorld, type ContestWorld } from './contest-world.ts';
import { byTeam, creditWorld, party, TAX } from './credit-world.ts';
import { caseGid, leadGid, teamGid } from './deal-world.ts';
import { createWorld, type World } from '../world.ts';

const SUPPORT = { role: ShareRole.SUPPORT, level: Level.WORK };

let world: World;
let at: ContestWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await contestWorld(world);
});
afterAll(() => world.close());

describe('a ruling on a case with credit', () => {
  test('leaves in force what else was agreed: the outlay that comes first, the start and the years', async () => {
    const credit = creditWorld(world);
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    await shareCase(world.ctx(at.park), { caseId: caseGid(caseId), teamId: teamGid(at.district), ...SUPPORT });
    await credit.agree(at.park, caseId, [party(at.district, '60', CreditPart.ORIGIN), party(at.park, '40')], {
      startEvent: CreditStartEvent.TAX_FIRST_ARISEN,
      years: 5,
      outlay: { teamId: teamGid(at.district), amountYuan: '1500' },
    });
    const { contestId } = await contestClaim(world.ctx(at.neighbour), at.input(await at.lead(at.neighbour, company)));
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '50' });
    const today = shanghaiDay(at.now());
    for (const happenedOn of ['2026-08-01', today, today]) await credit.record(at.park, caseId, '1000', { happenedOn });
    const shares = await world.db.readSystem(
      `select start_event, years, outlay_yuan, k.started_on, array_agg(p.part || ' ' || p.hundredths || ' ' || p.outside order by p.hundredths) as parties
       from credit_shares s join credit_party p on p.shares_id = s.id join credit_start k on k.shares_id = s.id
       where s.case_id = $1 and figure = 'LOCAL_TAX' group by s.id, k.shares_id order by s.recorded_at`,
      [caseId],
    );
    const stays = { start_event: 'TAX_FIRST_ARISEN', years: 5, outlay_yuan: '1500', started_on: '2026-08-01' };
    expect(shares).toEqual([
      { ...stays, parties: ['HOST 4000 0', 'ORIGIN 6000 0'] },
      { ...stays, parties: ['HOST 2000 0', 'ORIGIN 3000 0', 'OTHER 5000 5000'] },
    ]);
    const found = (await credit.creditOf(at.city, caseId, today))!.find(({ figure }) => figure === TAX)!;
    // 1,500 come first; of the other 1,500 half are the neighbour’s, and 6:4 of the other half as agreed.
    expect([found.total, byTeam(found)]).toEqual([
      '3000',
      { [teamGid(at.district)]: '1950', [teamGid(at.park)]: '300', [teamGid(at.neighbour)]: '750' },
    ]);
  });
});
