import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { tidy } from '../../src/app/housekeeping.ts';
import { agreeToDisclose, withdrawDisclosure } from '../../src/cases/disclose-collision.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { declineClaimInvitation, joinClaim } from '../../src/leads/answer-claim-invitation.ts';
import { inviteToClaim } from '../../src/leads/invite-to-claim.ts';
import { liveClaimOfLead, moveClaim } from '../../src/leads/claim-lease.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { leadGid, refusedWith, teamGid } from '../cases/deal-world.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
let company: string;
let leadId: string;
let claimId: string;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  company = await at.company();
  ({ leadId, claimId } = await at.claimed(at.park, company));
});

const invite = (team: TestTeam = at.neighbour, percent = 40, by: TestTeam = at.park) =>
  inviteToClaim(world.ctx(by), { claimId: claimGid(claimId), teamId: teamGid(team), percent });
const join = (by: TestTeam = at.neighbour, own?: string) =>
  joinClaim(world.ctx(by), { claimId: claimGid(claimId), leadId: own && leadGid(own) });
const decline = (by: TestTeam = at.neighbour) => declineClaimInvitation(world.ctx(by), { claimId: claimGid(claimId) });
const accept = async () => (await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 })).caseId;
const see = (team: TestTeam) => at.seesLead(team, leadId);
const states = async (of = claimId) =>
  (
    await world.db.readSystem<{ state: string }>('select state from claim_party where claim_id = $1 order by invited_at, id', [
      of,
    ])
  ).map(({ state }) => state);

describe('inviteToClaim', () => {
  test('shows the invited team claim and lead until it answers, and its supervisors nothing', async () => {
    await invite();
    expect([await see(at.neighbour), await see(at.other)]).toEqual([Level.FOLLOW, null]);
    const { data } = await ask<{ claim: object }>(
      world,
      at.neighbour,
      'query ($id: ID!) { claim(id: $id) { level holderPercent parties { team { code } percent state } } }',
      { id: claimGid(claimId) },
    );
    expect(data!.claim).toEqual({
      level: 'FOLLOW',
      holderPercent: 100,
      parties: [{ team: { code: at.neighbour.code }, percent: 40, state: 'INVITED' }],
    });
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_OFFERED']);
  });

  test.each([0, 100, 101, -1])('refuses %d percent', async (percent) => {
    expect(await refusedWith(invite(at.neighbour, percent))).toEqual(['INVALID percent']);
  });

  test('leaves the holder something, whatever is promised to how many', async () => {
    await invite(at.neighbour, 60);
    expect(await refusedWith(invite(at.district, 40))).toEqual(['INVALID percent']);
    await invite(at.district, 39);
  });

  test('is for the holder, for another government team, once', async () => {
    expect(await refusedWith(invite(at.other, 10, at.district))).toEqual(['FORBIDDEN claimId']);
    expect(await refusedWith(invite(at.other, 10, at.neighbour))).toEqual(['NOT_FOUND claimId']);
    expect(await refusedWith(invite(at.partner, 0))).toEqual(['INVALID teamId', 'INVALID percent']);
    expect(await refusedWith(invite(at.park))).toEqual(['INVALID teamId']);
    const gone = await world.team(at.park.kind, at.district, { endsOn: '2020-01-01' });
    expect(await refusedWith(invite(gone))).toEqual(['NOT_FOUND teamId']);
    await invite();
    expect(await refusedWith(invite())).toEqual(['CONFLICT teamId']);
  });

  test('comes too late for a lead that is a case, or a claim that has ended', async () => {
    await accept();
    expect(await refusedWith(invite())).toEqual(['ILLEGAL_MOVE claimId']);
    ({ leadId, claimId } = await at.claimed(at.park, await at.company()));
    at.pass(60);
    expect(await refusedWith(invite())).toEqual(['ILLEGAL_MOVE claimId']);
  });
});

describe('joinClaim', () => {
  test('lets the team work on the lead, closes its own in favour of it, and splits the credit of the case', async () => {
    const own = await at.lead(at.neighbour, company);
    await invite();
    await join(at.neighbour, own);
    expect([await see(at.neighbour), await see(at.other)]).toEqual([Level.WORK, Level.FOLLOW]);
    const [closed] = await world.db.readSystem<{ stage: string; closing_reason: string }>('select * from lead where id = $1', [
      own,
    ]);
    expect(closed).toMatchObject({ stage: 'DECLINED', closing_reason: expect.stringMatching(/^联合首谈，并入XS2026-/) });
    const caseId = await accept();
    expect(await at.seesCase(at.neighbour, caseId)).toBe(Level.WORK);
    const shares = await world.db.readSystem<{ figure: string; mode: string; source: string; parts: object }>(
      `select s.figure, s.mode, s.source, jsonb_object_agg(p.team_id, p.hundredths) as parts
       from credit_shares s join credit_party p on p.shares_id = s.id where s.case_id = $1 group by s.id order by s.figure`,
      [caseId],
    );
    const parts = { [at.park.id]: 6000, [at.neighbour.id]: 4000 };
    expect(shares).toEqual(
      ['FIXED_INVESTMENT', 'LOCAL_TAX', 'OUTPUT', 'PAID_IN', 'SCORE'].map((figure) => ({
        figure,
        mode: 'SPLIT',
        source: 'AGREED',
        parts,
      })),
    );
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_OFFERED', 'CLAIM_JOINED']);
  });

  test('takes no lead of another investor or team, and none that is the joint one', async () => {
    await invite();
    const other = await at.lead(at.neighbour, await at.company());
    expect(await refusedWith(join(at.neighbour, other))).toEqual(['INVALID leadId']);
    expect(await refusedWith(join(at.neighbour, await at.lead(at.district, company)))).toEqual(['NOT_FOUND leadId']);
    expect(await refusedWith(join(at.neighbour, leadId))).toEqual(['FORBIDDEN leadId']);
    expect(await states()).toEqual(['INVITED']);
  });

  test('is for the invited team, once', async () => {
    await invite();
    expect(await refusedWith(join(at.other))).toEqual(['NOT_FOUND claimId']);
    expect(await refusedWith(join(at.district))).toEqual(['ILLEGAL_MOVE claimId']);
    await join();
    expect([await refusedWith(join()), await refusedWith(decline())]).toEqual([
      ['ILLEGAL_MOVE claimId'],
      ['ILLEGAL_MOVE claimId'],
    ]);
  });

  test('of two teams that join each other at once does not deadlock', async () => {
    for (let i = 0; i < 5; i++) {
      const theirs = await at.claimed(at.neighbour, company, { intent: 'HEADQUARTERS' as never });
      await invite();
      await inviteToClaim(world.ctx(at.neighbour), { claimId: claimGid(theirs.claimId), teamId: teamGid(at.park), percent: 10 });
      const both = [
        join(at.neighbour, theirs.leadId),
        joinClaim(world.ctx(at.park), { claimId: claimGid(theirs.claimId), leadId: leadGid(leadId) }),
      ];
      const done = await Promise.allSettled(both);
      expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(done.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'Refusal' } });
      ({ leadId, claimId } = await at.claimed(at.park, (company = await at.company())));
    }
  });
});

describe('an invitation that comes to nothing', () => {
  test('takes back what it showed when it is declined', async () => {
    await invite();
    await decline();
    expect([await see(at.neighbour), await states()]).toEqual([null, ['DECLINED']]);
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_OFFERED', 'CLAIM_OFFER_DECLINED']);
    await invite();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['released', () => releaseClaim(world.ctx(at.park), { claimId: claimGid(claimId), expectedVersion: 2, reason: '不再推进' })],
    [
      'lapsed',
      async () => {
        at.pass(61);
        await tidy({ pool: world.db.system, now: at.now }, { clean: false });
      },
    ],
    ['a case', accept],
  ])('is closed when the claim or its lead is %s', async (_, end) => {
    await invite();
    await end();
    expect([await see(at.neighbour), await states()]).toEqual([null, ['CLOSED']]);
  });

  test('leaves what both sides had agreed to show each other, as long as they agree', async () => {
    const own = await at.lead(at.neighbour, company);
    const [row] = await world.db.readSystem<{ id: string }>('select id from collision where lead_id = $1', [own]);
    const collisionId = globalId('Collision', row!.id);
    const agree = (team: TestTeam) => agreeToDisclose(world.ctx(team), { collisionId, level: Level.SUMMARY });
    await agree(at.park);
    await agree(at.neighbour);
    await invite();
    expect(await see(at.neighbour)).toBe(Level.FOLLOW);
    await decline();
    expect(await see(at.neighbour)).toBe(Level.SUMMARY);
    await invite();
    await withdrawDisclosure(world.ctx(at.neighbour), { collisionId });
    expect(await see(at.neighbour)).toBe(Level.FOLLOW);
    await decline();
    expect(await see(at.neighbour)).toBeNull();
  });
});

describe('a joint team', () => {
  test('stays when the claim lapses and is filed again, and when it passes to another team', async () => {
    await invite(at.neighbour, 30);
    await join();
    at.pass(61);
    await tidy({ pool: world.db.system, now: at.now }, { clean: false });
    at.pass(31);
    const again = await at.claim(at.park, leadId);
    expect([await see(at.neighbour), await states(again)]).toEqual([Level.WORK, ['JOINED']]);
    let moved: string | null = null;
    await world.ctx(at.city).act('probe', {}, async (tx) => {
      moved = await moveClaim(tx, (await liveClaimOfLead(tx, leadId))!, { teamId: at.district.id, leadId });
      return {};
    });
    expect(await states(moved!)).toEqual(['JOINED']);
  });

  test('that itself takes the claim over is a party no longer', async () => {
    await invite();
    await join();
    let moved: string | null = null;
    await world.ctx(at.city).act('probe', {}, async (tx) => {
      moved = await moveClaim(tx, (await liveClaimOfLead(tx, leadId))!, { teamId: at.neighbour.id, leadId });
      return {};
    });
    expect(await states(moved!)).toEqual([]);
  });
});
