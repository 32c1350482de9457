import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RANK } from '../../src/kernel/level.ts';
import { teamGid } from '../cases/deal-world.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, DAY_MS, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

const CLAIM = `query ($id: ID!) { claim(id: $id) { code status filedAt expiresAt intent industryDivision team { code }
  company { name } group { name } renewals rulesVersion evidence { kind happenedOn note addedByTeam { code } } maskedFields level } }`;
const seen = async (by: TestTeam, id: string) =>
  (await ask<{ claim: Record<string, unknown> | null }>(world, by, CLAIM, { id: claimGid(id) })).data!.claim;

describe('a claim', () => {
  test('shows all but evidence and company at SUMMARY, all at FOLLOW, and nothing to a stranger', async () => {
    const company = await at.company('星澜新能源股份有限公司');
    const leadId = await at.lead(at.park, company);
    const claimId = await at.claim(at.park, leadId);
    await world.insert('access', {
      team_id: at.partner.id,
      subject_id: leadId,
      kind: 'LEAD',
      level: RANK.SUMMARY,
      stage: 'NEW',
      updated_at: at.now(),
    });
    const summary = { status: 'LIVE', team: { code: at.park.code }, intent: 'NEW_PLANT', industryDivision: 'C38' };
    expect(await seen(at.partner, claimId)).toMatchObject({
      ...summary,
      level: 'SUMMARY',
      company: null,
      group: null,
      evidence: null,
      renewals: null,
      maskedFields: [
        'renewals',
        'renewedAt',
        'rulesVersion',
        'endReason',
        'company',
        'group',
        'evidence',
        'parties',
        'holderPercent',
      ],
    });
    expect(await seen(at.district, claimId)).toMatchObject({
      ...summary,
      level: 'FOLLOW',
      company: { name: '星澜新能源股份有限公司' },
      evidence: [{ kind: 'MEETING_MINUTES', note: '会谈纪要第 3 号，存本局档案', addedByTeam: { code: at.park.code } }],
      maskedFields: [],
    });
    expect(await seen(at.neighbour, claimId)).toBeNull();
    expect(await world.ctx(at.neighbour).read('select 1 from claim where id = $1', [claimId])).toEqual([]);
    expect(await world.ctx(at.neighbour).read('select 1 from claim_evidence where claim_id = $1', [claimId])).toEqual([]);
    expect(await world.ctx(at.partner).read('select 1 from claim_evidence where claim_id = $1', [claimId])).toEqual([]);
  });

  test('is found by its code, with its lead, and through its lead with those before it', async () => {
    const { leadId, claimId } = await at.claimed(at.park, await at.company());
    const { code } = (await seen(at.park, claimId)) as { code: string };
    at.pass(61);
    const { data } = await ask<{ claim: { lead: { claim: unknown; claims: unknown } } }>(
      world,
      at.park,
      'query ($code: String!) { claim(code: $code) { lead { claim { code } claims { code status } } } }',
      { code },
    );
    expect(data!.claim.lead).toEqual({ claim: null, claims: [{ code, status: 'LAPSED' }] });
    at.pass(31);
    const again = await at.claim(at.park, leadId);
    const now = await seen(at.park, again);
    expect(now).toMatchObject({ status: 'LIVE' });
  });
});

describe('who loses a filing', () => {
  const FILE = `mutation ($input: ClaimLeadInput!) { claimLead(input: $input) { claim { code } lead { code }
    conflict { level since expiresAt holdingTeam { id code } lead { code } } userErrors { code path } } }`;
  const file = (by: TestTeam, leadId: string) =>
    ask<{ claimLead: Record<string, unknown> }>(world, by, FILE, { input: at.filing(leadId) });

  test('learns team, since and until; the lead only where it sees it anyway', async () => {
    const company = await at.company();
    await at.claimed(at.park, company);
    const lost = { claim: null, lead: null, userErrors: [{ code: 'CLAIM_TAKEN', path: ['input', 'leadId'] }] };
    const conflict = {
      level: 'EXACT',
      since: at.now().toISOString(),
      expiresAt: new Date(at.now().getTime() + 60 * DAY_MS).toISOString(),
      holdingTeam: { id: teamGid(at.park), code: at.park.code },
    };
    const stranger = await file(at.neighbour, await at.lead(at.neighbour, company));
    expect(stranger.data!.claimLead).toEqual({ ...lost, conflict: { ...conflict, lead: null } });
    const above = await file(at.district, await at.lead(at.district, company));
    expect(above.data!.claimLead).toMatchObject({ ...lost, conflict: { lead: { code: expect.any(String) } } });
    expect(above.data!.claimLead).toMatchObject({ conflict });
  });

  test('by an unknown kind of project is refused before anything is looked at', async () => {
    const { errors } = await ask(world, at.park, FILE, {
      input: { ...at.filing(await at.lead(at.park, await at.company())), intent: 'CASINO' },
    });
    expect(errors?.[0]?.message).toContain('CASINO');
  });
});
