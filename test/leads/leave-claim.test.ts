import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { tidy } from '../../src/app/housekeeping.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { ContestOutcome } from '../../src/cases/contest.ts';
import { Level } from '../../src/kernel/level.ts';
import { declineClaimInvitation, joinClaim } from '../../src/leads/answer-claim-invitation.ts';
import { inviteToClaim } from '../../src/leads/invite-to-claim.ts';
import { leaveClaim } from '../../src/leads/leave-claim.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { withdrawClaimInvitation } from '../../src/leads/withdraw-claim-invitation.ts';
import { ask } from '../ask.ts';
import { contestWorld, type ContestWorld } from '../cases/contest-world.ts';
import { leadGid, refusedWith, teamGid } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid } from './claim-world.ts';

let world: World;
let at: ContestWorld;
let company: string;
let leadId: string;
let claimId: string;
beforeAll(async () => {
  world = await createWorld();
  at = await contestWorld(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  company = await at.company();
  ({ leadId, claimId } = await at.claimed(at.park, company));
});

const target = () => ({ claimId: claimGid(claimId) });
const invite = (team: TestTeam = at.neighbour, percent = 40) =>
  inviteToClaim(world.ctx(at.park), { ...target(), teamId: teamGid(team), percent });
const join = (by: TestTeam = at.neighbour) => joinClaim(world.ctx(by), target());
const leave = (by: TestTeam = at.neighbour, of = claimId) => leaveClaim(world.ctx(by), { claimId: claimGid(of) });
const withdraw = (team: TestTeam = at.neighbour, by: TestTeam = at.park) =>
  withdrawClaimInvitation(world.ctx(by), { ...target(), teamId: teamGid(team) });
const joined = async (percent = 40) => {
  await invite(at.neighbour, percent);
  await join();
};
const contest = async (by: TestTeam) => (await contestClaim(world.ctx(by), at.input(await at.lead(by, company)))).contestId;
const accept = async () => (await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 })).caseId;
const see = (team: TestTeam) => at.seesLead(team, leadId);
const states = async (of = claimId) =>
  (
    await world.db.readSystem<{ state: string }>('select state from claim_party where claim_id = $1 order by invited_at, id', [
      of,
    ])
  ).map(({ state }) => state);
const last = async (of = claimId) =>
  (
    await world.db.readSystem<{ kind: string; revoked: string[] | null; payload: object; audience: Record<string, number> }>(
      'select kind, revoked, payload, audience from event where subject_id = $1 order by id desc limit 1',
      [of],
    )
  )[0]!;

describe('leaveClaim', () => {
  test('ends the work of the team and of those above it, and leaves the holder an ordinary claim', async () => {
    await joined();
    expect([await see(at.neighbour), await see(at.other)]).toEqual([Level.WORK, Level.FOLLOW]);
    expect(await leave()).toEqual({ claimId, leadId });
    expect([await see(at.neighbour), await see(at.other), await states()]).toEqual([null, null, ['LEFT']]);
    const { kind, revoked, payload, audience } = await last();
    expect({ kind, payload }).toEqual({ kind: 'CLAIM_LEFT', payload: { teamId: at.neighbour.id, percent: 40 } });
    expect(revoked?.toSorted()).toEqual([at.neighbour.id, at.other.id].toSorted());
    expect(Object.keys(audience).toSorted()).toEqual([at.park.id, at.district.id, at.city.id].toSorted());
    const { data } = await ask<{ claim: object }>(
      world,
      at.park,
      'query ($id: ID!) { claim(id: $id) { status version holderPercent parties { state leftAt } } }',
      { id: claimGid(claimId) },
    );
    expect(data!.claim).toEqual({
      status: 'LIVE',
      version: 4,
      holderPercent: 100,
      parties: [{ state: 'LEFT', leftAt: at.now().toISOString() }],
    });
    expect(await at.sharesOf(await accept())).toEqual([]);
  });

  test('frees its percent for another invitation, its own one too', async () => {
    await joined(90);
    expect(await refusedWith(invite(at.other, 30))).toEqual(['INVALID percent']);
    await leave();
    await invite(at.other, 30);
    await joined(20);
    expect(await states()).toEqual(expect.arrayContaining(['LEFT', 'INVITED', 'JOINED']));
  });

  test('answers once: the team that left sees nothing to leave, and one key leaves once', async () => {
    await joined();
    const input = { ...target(), idempotencyKey: 'leave-0001' };
    const [one, again] = [await leaveClaim(world.ctx(at.neighbour), input), await leaveClaim(world.ctx(at.neighbour), input)];
    expect(one).toEqual(again);
    expect(await refusedWith(leave())).toEqual(['NOT_FOUND claimId']);
    expect((await world.events(claimId)).filter((kind) => kind === 'CLAIM_LEFT')).toHaveLength(1);
  });

  test('is for a team that joined: not for the holder, those above, or one that has yet to answer', async () => {
    expect(await refusedWith(leave(at.park))).toEqual(['FORBIDDEN claimId']);
    expect(await refusedWith(leave(at.city))).toEqual(['ILLEGAL_MOVE claimId']);
    await invite();
    expect(await refusedWith(leave())).toEqual(['ILLEGAL_MOVE claimId']);
    expect(await refusedWith(leave(at.other))).toEqual(['NOT_FOUND claimId']);
    expect(await refusedWith(leaveClaim(world.ctx(at.neighbour), { claimId: 'forged' }))).toEqual(['NOT_FOUND claimId']);
    expect(await states()).toEqual(['INVITED']);
  });

  test('waits for a ruling while the claim is contested', async () => {
    await joined();
    const third = await world.park(at.other);
    const contestId = await contest(third);
    expect(await refusedWith(leave())).toEqual(['FROZEN claimId']);
    await at.decide(at.city, contestId);
    await leave();
    expect(await states()).toEqual(['LEFT']);
  });

  test('is possible when the claim has lapsed, and the team is then no party of the next filing', async () => {
    await joined();
    at.pass(61);
    await leave();
    expect([await see(at.neighbour), await states()]).toEqual([null, ['LEFT']]);
    await tidy({ pool: world.db.system, now: at.now }, { clean: false });
    at.pass(31);
    expect(await states(await at.claim(at.park, leadId))).toEqual([]);
  });

  test('is about the newest claim of the lead: an older one names the one that carries it on', async () => {
    await joined();
    await releaseClaim(world.ctx(at.park), { claimId: claimGid(claimId), expectedVersion: 3, reason: '重新申报' });
    at.pass(1);
    const next = await at.claim(at.park, leadId);
    expect(await refusedWith(leave())).toEqual(['ILLEGAL_MOVE claimId']);
    await leave(at.neighbour, next);
    expect([await states(), await states(next)]).toEqual([['JOINED'], ['LEFT']]);
  });

  test('of a lead that is a case leaves the ledger and the share in the case as they are', async () => {
    await joined();
    const caseId = await accept();
    const shares = await at.sharesOf(caseId);
    expect(shares).toHaveLength(2);
    await leave();
    expect([await see(at.neighbour), await at.seesCase(at.neighbour, caseId)]).toEqual([null, Level.WORK]);
    expect(await at.sharesOf(caseId)).toEqual(shares);
  });

  test('by a team that joined by a ruling ends its work, while what the ruling says of credit stays', async () => {
    const contestId = await contest(at.neighbour);
    await at.decide(at.city, contestId, { outcome: ContestOutcome.JOINT, holderPercent: '60' });
    expect(await see(at.neighbour)).toBe(Level.WORK);
    await leave();
    expect((await last()).payload).toEqual({ teamId: at.neighbour.id, percent: null });
    const [{ version }] = (await world.db.readSystem<{ version: number }>('select version from lead where id = $1', [
      leadId,
    ])) as [{ version: number }];
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: version });
    expect(await at.seesCase(at.neighbour, caseId)).not.toBe(Level.WORK);
    expect(await at.sharesOf(caseId)).toEqual([
      { source: 'ARBITRATED', teamId: at.park.id, hundredths: 6000 },
      { source: 'ARBITRATED', teamId: at.neighbour.id, hundredths: 4000 },
    ]);
  });

  test('at once with the opening of the case: the team is a partner with its share, or it is none', async () => {
    for (let round = 0; round < 3; round++) {
      await joined();
      const [opened, left] = await world.atOnce('lead', leadId, [accept, async () => void (await leave())]);
      expect(left).toMatchObject({ status: 'fulfilled' });
      const caseId = String((opened as PromiseFulfilledResult<unknown>).value);
      expect([
        [null, 0],
        [Level.WORK, 2],
      ]).toContainEqual([await at.seesCase(at.neighbour, caseId), (await at.sharesOf(caseId)).length]);
      ({ leadId, claimId } = await at.claimed(at.park, (company = await at.company())));
    }
  });
});

describe('withdrawClaimInvitation', () => {
  test('takes back what the invitation showed, tells both, and frees the percent', async () => {
    await invite(at.neighbour, 90);
    await withdraw();
    expect([await see(at.neighbour), await states()]).toEqual([null, ['WITHDRAWN']]);
    expect(await last()).toMatchObject({
      kind: 'CLAIM_OFFER_WITHDRAWN',
      revoked: [at.neighbour.id],
      payload: { teamId: at.neighbour.id, percent: 90 },
    });
    await invite(at.neighbour, 80);
  });

  test('is for the holder, as long as nobody answered', async () => {
    await invite();
    expect(await refusedWith(withdraw(at.neighbour, at.neighbour))).toEqual(['FORBIDDEN claimId']);
    expect(await refusedWith(withdraw(at.neighbour, at.district))).toEqual(['FORBIDDEN claimId']);
    expect(await refusedWith(withdraw(at.other))).toEqual(['ILLEGAL_MOVE teamId']);
    await join();
    expect(await refusedWith(withdraw())).toEqual(['ILLEGAL_MOVE teamId']);
    await leave();
    at.pass(1);
    await invite();
    await declineClaimInvitation(world.ctx(at.neighbour), target());
    expect(await refusedWith(withdraw())).toEqual(['ILLEGAL_MOVE teamId']);
    expect(await states()).toEqual(['LEFT', 'DECLINED']);
  });

  test('waits for a ruling while the claim is contested, and finds it closed when the claim has lapsed', async () => {
    await invite();
    const third = await world.park(at.other);
    const contestId = await contest(third);
    expect(await refusedWith(withdraw())).toEqual(['FROZEN claimId']);
    await at.decide(at.city, contestId);
    at.pass(61);
    expect(await refusedWith(withdraw())).toEqual(['ILLEGAL_MOVE claimId']);
  });

  test('at once with the answer: the team has joined, or it sees nothing', async () => {
    for (let round = 0; round < 3; round++) {
      await invite();
      const done = await world.atOnce('lead', leadId, [withdraw, join]);
      expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect([
        [null, ['WITHDRAWN']],
        [Level.WORK, ['JOINED']],
      ]).toContainEqual([await see(at.neighbour), await states()]);
      ({ leadId, claimId } = await at.claimed(at.park, (company = await at.company())));
    }
  });
});
