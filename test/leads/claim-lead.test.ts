import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Role } from '../../src/kernel/viewer.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { ClaimTaken } from '../../src/leads/claim-taken.ts';
import { declineLead } from '../../src/leads/move-lead.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { leadGid, refusedWith } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, DAY_MS, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

const refused = (by: TestTeam, leadId: string, more: object = {}) =>
  refusedWith(claimLead(world.ctx(by), at.filing(leadId, more)));
const taken = (error: unknown) => (error instanceof ClaimTaken ? 'CLAIM_TAKEN' : error);

describe('claimLead', () => {
  test('holds the investor for the days of the rules, from the time of the server', async () => {
    const { leadId, claimId } = await at.claimed(at.park, await at.company());
    expect(await at.row(claimId)).toMatchObject({
      code: expect.stringMatching(/^SQ2026-\d{6}$/),
      team_id: at.park.id,
      lead_id: leadId,
      intent: 'NEW_PLANT',
      industry_division: 'C38',
      filed_at: at.now(),
      expires_at: new Date(at.now().getTime() + 60 * DAY_MS),
      rules_version: 0,
      ended_at: null,
      version: 1,
    });
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED']);
  });

  test('of fifty teams at once has one winner and 49 losers that learn who holds it, every time', async () => {
    const teams = await Promise.all(Array.from({ length: 50 }, () => world.park(at.district)));
    for (let round = 0; round < 3; round++) {
      const company = await at.company();
      const leads = await Promise.all(teams.map((team) => at.lead(team, company)));
      const done = await Promise.allSettled(teams.map((team, i) => claimLead(world.ctx(team), at.filing(leads[i]!))));
      const won = done.flatMap((each, i) => (each.status === 'fulfilled' ? [teams[i]!.id] : []));
      const lost = done.flatMap((each) => (each.status === 'rejected' ? [taken(each.reason)] : []));
      expect([won.length, lost]).toEqual([1, Array.from({ length: 49 }, () => 'CLAIM_TAKEN')]);
      const told = done.flatMap((each) => (each.status === 'rejected' ? [(each.reason as ClaimTaken).conflict] : []));
      expect(new Set(told.map((conflict) => conflict.holdingTeamId))).toEqual(new Set(won));
    }
  });

  test('lets one of two filings of the same millisecond win, whose conflict names the other', async () => {
    const company = await at.company();
    const [a, b] = [await at.lead(at.park, company), await at.lead(at.neighbour, company)];
    const file = (team: TestTeam, lead: string) => () => claimLead(world.ctx(team), at.filing(lead));
    const done = await world.atOnce('team', at.park.id, [file(at.park, a), file(at.neighbour, b)]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const rows = await world.db.readSystem<{ filed_at: Date }>('select filed_at from claim where company_id = $1', [company]);
    expect(rows).toEqual([{ filed_at: at.now() }]);
  });

  test('holds for every sister, branch and parent of the group, whoever of them the lead is about', async () => {
    const [top, one, two, branch] = [await at.company(), await at.company(), await at.company(), await at.company()];
    await at.relate(top, 'PARENT_OF', one);
    await at.relate(top, 'PARENT_OF', two);
    await at.relate(branch, 'BRANCH_OF', two);
    await at.claimed(at.park, one);
    for (const company of [two, branch, top])
      expect(await refused(at.neighbour, await at.lead(at.neighbour, company))).toEqual(['CLAIM_TAKEN leadId']);
  });

  test('holds for a sister that came under the group after the filing, by a relation or by a merge', async () => {
    const [top, one, two, twin] = [await at.company(), await at.company(), await at.company(), await at.company()];
    await at.relate(top, 'PARENT_OF', two);
    await at.claimed(at.park, one);
    await at.relate(top, 'PARENT_OF', one);
    expect(await refused(at.neighbour, await at.lead(at.neighbour, two))).toEqual(['CLAIM_TAKEN leadId']);
    await world.db.system.query('update company set merged_into_id = $2 where id = $1', [one, twin]);
    expect(await refused(at.neighbour, await at.lead(at.neighbour, twin))).toEqual(['CLAIM_TAKEN leadId']);
  });

  test('of a company with two parents holds for one of the two groups alone', async () => {
    const [first, second] = [await at.company(), await at.company()].toSorted() as [string, string];
    const joint = await at.company();
    await at.relate(first, 'PARENT_OF', joint);
    await at.relate(second, 'PARENT_OF', joint);
    await at.claimed(at.park, joint);
    expect(await refused(at.neighbour, await at.lead(at.neighbour, first))).toEqual(['CLAIM_TAKEN leadId']);
    await at.claimed(at.neighbour, second);
  });

  test('does not hold for another kind of project, another industry or another group', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    await at.claimed(at.neighbour, company, { intent: ClaimIntent.R_AND_D });
    await at.claim(at.neighbour, await at.lead(at.neighbour, company, { industryCode: 'C3973' }));
    await at.claimed(at.neighbour, await at.company());
    expect(await refused(at.park, await at.lead(at.park, company, { industryCode: 'C38' }))).toEqual(['CLAIM_TAKEN leadId']);
  });

  test('is refused on another lead of the holder, and again on the same lead for whatever project', async () => {
    const company = await at.company();
    const { leadId } = await at.claimed(at.park, company);
    expect(await refused(at.park, await at.lead(at.park, company))).toEqual(['CLAIM_TAKEN leadId']);
    expect(await refused(at.park, leadId, { intent: ClaimIntent.HEADQUARTERS })).toEqual(['CLAIM_TAKEN leadId']);
  });

  test('answers a repeated call with the same claim, and refuses another body', async () => {
    const leadId = await at.lead(at.park, await at.company());
    const call = (intent = ClaimIntent.NEW_PLANT) => at.claim(at.park, leadId, { intent, idempotencyKey: 'claim-repeated' });
    expect([await call(), await call()]).toEqual(Array.from({ length: 2 }, () => expect.any(String)));
    expect(await call()).toBe(await call());
    expect(await refusedWith(call(ClaimIntent.OTHER))).toEqual(['IDEMPOTENCY_MISMATCH idempotencyKey']);
  });

  test('is for the owning team: supervisors may not, strangers find nothing, readers write nothing', async () => {
    const leadId = await at.lead(at.park, await at.company());
    expect(await refused(at.district, leadId)).toEqual(['FORBIDDEN leadId']);
    expect(await refused(at.neighbour, leadId)).toEqual(['NOT_FOUND leadId']);
    expect(await refusedWith((async () => claimLead(world.ctx(at.park, { role: Role.READER }), at.filing(leadId)))())).toEqual([
      'FORBIDDEN',
    ]);
    expect(await refused(at.park, leadId, { expectedVersion: 7 })).toEqual(['CONFLICT expectedVersion']);
  });
});

describe('an incomplete filing', () => {
  test('is told all that is missing at once, changes nothing and starts no clock', async () => {
    const leadId = await at.unlisted(at.park, { industryCode: 'C', contacts: [] });
    expect(await refused(at.park, leadId, { evidence: [] })).toEqual([
      'REQUIRED leadId',
      'REQUIRED leadId',
      'REQUIRED leadId',
      'REQUIRED evidence',
    ]);
    expect(await world.db.readSystem('select 1 from claim where lead_id = $1', [leadId])).toEqual([]);
    expect(await world.events(leadId)).toEqual(['LEAD_REGISTERED']);
  });

  test.each([
    ['a company', { companyId: null }],
    ['an industry', { industryCode: null }],
    ['the division of its industry', { industryCode: 'C' }],
    ['a contact', { contacts: [] }],
  ])('lacks %s', async (_, more) => {
    const leadId = await at.lead(at.park, await at.company(), more);
    expect(await refused(at.park, leadId)).toEqual(['REQUIRED leadId']);
  });

  test.each([
    ['no evidence', [], ['REQUIRED evidence']],
    ['21 pieces of it', Array.from({ length: 21 }, () => ({})), ['INVALID evidence']],
    ['evidence of tomorrow', [{ happenedOn: '2026-09-02' }], ['INVALID evidence 0 happenedOn']],
    ['evidence of 366 days ago', [{ happenedOn: '2025-08-31' }], ['INVALID evidence 0 happenedOn']],
    ['a blank note', [{ note: ' ' }], ['REQUIRED evidence 0 note']],
    ['a note too long', [{}, { note: '长'.repeat(501) }], ['INVALID evidence 1 note']],
  ])('rests on %s', async (_, pieces, codes) => {
    const leadId = await at.lead(at.park, await at.company());
    expect(await refused(at.park, leadId, { evidence: pieces.map((more) => at.evidence(more)) })).toEqual(codes);
  });

  test('is one on a closed lead', async () => {
    const leadId = await at.lead(at.park, await at.company());
    await declineLead(world.ctx(at.park), { id: leadGid(leadId), expectedVersion: 1, reason: '产业不符' });
    expect(await refused(at.park, leadId, { expectedVersion: 2 })).toEqual(['ILLEGAL_MOVE leadId']);
  });

  test('does not tell whether the investor is taken', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    expect(await refused(at.neighbour, await at.lead(at.neighbour, company), { evidence: [] })).toEqual(['REQUIRED evidence']);
  });
});

describe('a claim', () => {
  test('that is released frees its investor in the same instant', async () => {
    const company = await at.company();
    const { claimId } = await at.claimed(at.park, company);
    await releaseClaim(world.ctx(at.park), { claimId: claimGid(claimId), expectedVersion: 1, reason: '投资方改投外地' });
    expect(await at.row(claimId)).toMatchObject({ outcome: 'RELEASED', ended_at: at.now(), version: 2 });
    await at.claimed(at.neighbour, company);
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_RELEASED']);
  });

  test('is released by its team alone, once, with a reason', async () => {
    const { claimId } = await at.claimed(at.park, await at.company());
    const release = (by: TestTeam, more: object = {}) =>
      refusedWith(releaseClaim(world.ctx(by), { claimId: claimGid(claimId), expectedVersion: 1, reason: '不再推进', ...more }));
    expect(await release(at.neighbour)).toEqual(['NOT_FOUND claimId']);
    expect(await release(at.district)).toEqual(['FORBIDDEN claimId']);
    expect(await release(at.park, { reason: '' })).toEqual(['REQUIRED reason']);
    expect(await release(at.park, { expectedVersion: 2 })).toEqual(['CONFLICT expectedVersion']);
    expect(await release(at.park, { claimId: 'forged' })).toEqual(['NOT_FOUND claimId']);
    expect([await release(at.park), await release(at.park)]).toEqual([[], ['ILLEGAL_MOVE claimId']]);
  });

  test('ends with its lead when that is declined', async () => {
    const { leadId, claimId } = await at.claimed(at.park, await at.company());
    await declineLead(world.ctx(at.park), { id: leadGid(leadId), expectedVersion: 1, reason: '能耗过高' });
    expect(await at.row(claimId)).toMatchObject({ outcome: 'RELEASED', end_reason: '能耗过高' });
  });

  test('that has run out holds nobody up, though no round has recorded its lapse', async () => {
    const company = await at.company();
    const { claimId } = await at.claimed(at.park, company);
    const leadId = await at.lead(at.neighbour, company);
    at.pass(60 - 1 / DAY_MS);
    expect(await refused(at.neighbour, leadId)).toEqual(['CLAIM_TAKEN leadId']);
    at.pass(1 / DAY_MS);
    await at.claim(at.neighbour, leadId);
    expect(await at.row(claimId)).toMatchObject({ ended_at: null, outcome: null });
  });
});
