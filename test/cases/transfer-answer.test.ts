import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { explainAccess } from '../../src/cases/explain-access.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { Level } from '../../src/kernel/level.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { refusedWith, teamGid } from './deal-world.ts';
import { gidOf, transferGid, transferWorld, type Passed, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
});
afterAll(() => world.close());

const READ = `query ($id: ID!) { node(id: $id) {
  ... on Lead { level intent amountYuan contacts { name } transfers(first: 5) { nodes { state reason note answerNote fromTeam { id } toTeam { id } maskedFields } } }
  ... on Case { level intent amountYuan contacts { name } activities(first: 5) { nodes { text } } transfers(first: 5) { nodes { state reason note answerNote fromTeam { id } toTeam { id } maskedFields } } }
} }`;
interface Shown {
  node: {
    level: string;
    intent: string | null;
    contacts: { name: string }[] | null;
    activities?: { nodes: { text: string }[] };
    transfers: { nodes: Record<string, unknown>[] };
  } | null;
}
const shown = async (team: TestTeam, what: Passed) => {
  const { data, errors } = await ask<Shown>(world, team, READ, { id: gidOf(what) });
  expect(errors).toBeUndefined();
  return data!.node;
};

describe.each(['LEAD', 'CASE'] as const)('a %s that is offered', (kind) => {
  test('is read by the receiver before it answers, but for contacts and private notes, and by nobody above it', async () => {
    const what = await deal.make(kind);
    if (kind === 'CASE') {
      await deal.note(deal.park, what.id, { text: '公开的' });
      await deal.note(deal.park, what.id, { text: '私下的', isPrivate: true });
    }
    await deal.offer(deal.park, what, deal.neighbour, { note: '本园区不做电池' });
    const before = await shown(deal.neighbour, what);
    expect(before).toMatchObject({ level: 'FOLLOW', amountYuan: '1200000000', contacts: null });
    expect(before!.transfers.nodes).toEqual([
      {
        state: 'OFFERED',
        reason: 'INDUSTRY_MISMATCH',
        note: '本园区不做电池',
        answerNote: null,
        fromTeam: { id: teamGid(deal.park) },
        toTeam: { id: teamGid(deal.neighbour) },
        maskedFields: [],
      },
    ]);
    if (kind === 'CASE') expect(before!.activities!.nodes).toEqual([{ text: '公开的' }]);
    expect(await deal.sees(deal.other, what)).toBeNull();
    expect(await explainAccess(world.ctx(deal.neighbour), gidOf(what), null)).toMatchObject({
      reasons: [{ ground: 'TRANSFER_OFFER', level: 'FOLLOW' }],
    });
    const { kind: event, audience } = await deal.lastEvent(what);
    expect([event, audience[deal.neighbour.id], audience[deal.park.id]]).toEqual(['TRANSFER_OFFERED', 2, 3]);
  });

  test('belongs to the receiver when it accepts, contacts and all, and the origin keeps reading', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.accept(deal.neighbour, id, '欢迎');
    const owner = deal.neighbour.id;
    expect(await deal.holders(what)).toEqual({ owner, leads: kind === 'CASE' ? [owner] : [] });
    expect(await shown(deal.neighbour, what)).toMatchObject({ level: 'WORK', contacts: [{ name: '王敏' }] });
    const origin = await shown(deal.park, what);
    expect(origin).toMatchObject({ level: 'FOLLOW', contacts: null });
    expect(origin!.transfers.nodes).toMatchObject([{ state: 'ACCEPTED', answerNote: '欢迎' }]);
    expect([await deal.sees(deal.district, what), await deal.sees(deal.other, what)]).toEqual(['FOLLOW', 'FOLLOW']);
    expect(await explainAccess(world.ctx(deal.park), gidOf(what), null)).toMatchObject({
      reasons: [{ ground: 'ORIGIN', level: 'FOLLOW' }],
    });
    const { kind: event, audience, revoked } = await deal.lastEvent(what);
    expect([event, audience[deal.neighbour.id], audience[deal.park.id], revoked]).toEqual(['TRANSFER_ACCEPTED', 3, 2, null]);
  });

  test('stays where it is when the receiver declines, which then sees nothing and is told so', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.decline(deal.neighbour, id);
    expect(await deal.sees(deal.neighbour, what)).toBeNull();
    expect((await shown(deal.park, what))!.transfers.nodes).toMatchObject([
      { state: 'DECLINED', answerNote: '本园区暂无合适厂房' },
    ]);
    expect((await deal.holders(what)).owner).toBe(deal.park.id);
    const { kind: event, audience, revoked } = await deal.lastEvent(what);
    expect([event, audience[deal.park.id], revoked]).toEqual(['TRANSFER_DECLINED', 3, [deal.neighbour.id]]);
    expect(audience).not.toHaveProperty(deal.neighbour.id);
  });

  test('stays where it is when the origin takes the offer back', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.withdraw(deal.park, id);
    expect([await deal.sees(deal.neighbour, what), await deal.stateOf(id)]).toEqual([null, 'WITHDRAWN']);
    expect(await deal.lastEvent(what)).toMatchObject({ kind: 'TRANSFER_WITHDRAWN', revoked: [deal.neighbour.id] });
    await deal.offer(deal.park, what, deal.other);
    expect(await deal.sees(deal.other, what)).toBe('FOLLOW');
  });

  test('is answered by the receiver and taken back by the origin, and by nobody else', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    const refusals = [
      deal.accept(deal.park, id),
      deal.accept(deal.city, id),
      deal.decline(deal.district, id),
      deal.withdraw(deal.neighbour, id),
    ];
    for (const refusal of refusals) expect(await refusedWith(refusal)).toEqual(['FORBIDDEN transferId']);
    expect(await refusedWith(deal.accept(deal.other, id))).toEqual(['NOT_FOUND transferId']);
    expect(await refusedWith(deal.accept(deal.neighbour, deal.park.id))).toEqual(['NOT_FOUND transferId']);
    expect(await deal.stateOf(id)).toBe('OFFERED');
  });

  test('is answered once', async () => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.accept(deal.neighbour, id);
    expect(await refusedWith(deal.accept(deal.neighbour, id))).toEqual(['CONFLICT transferId']);
    expect(await refusedWith(deal.decline(deal.neighbour, id))).toEqual(['CONFLICT transferId']);
    expect(await refusedWith(deal.withdraw(deal.park, id))).toEqual(['CONFLICT transferId']);
  });

  test('may come back to where it came from', async () => {
    const what = await deal.make(kind);
    await deal.accept(deal.neighbour, await deal.offer(deal.park, what, deal.neighbour));
    await deal.accept(deal.park, await deal.offer(deal.neighbour, what, deal.park));
    expect([await deal.sees(deal.park, what), await deal.sees(deal.neighbour, what)]).toEqual(['WORK', 'FOLLOW']);
    const explained = await explainAccess(world.ctx(deal.park), gidOf(what), null);
    expect(explained!.reasons.map(({ ground }) => ground)).not.toContain('ORIGIN');
    expect((await shown(deal.park, what))!.transfers.nodes.map(({ state }) => state)).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  test('is shown with reason and teams at SUMMARY, without note and answer', async () => {
    const what = await deal.make(kind);
    if (kind === 'CASE') await deal.share(deal.park, what.id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    else what.id = await deal.lead(deal.park, { referrerTeamId: teamGid(deal.partner) });
    await deal.offer(deal.park, what, deal.neighbour, { note: '不便外传' });
    expect((await shown(deal.partner, what))!.transfers.nodes).toEqual([
      {
        state: 'OFFERED',
        reason: 'INDUSTRY_MISMATCH',
        note: null,
        answerNote: null,
        fromTeam: { id: teamGid(deal.park) },
        toTeam: { id: teamGid(deal.neighbour) },
        maskedFields: ['note', 'terms', 'answerNote'],
      },
    ]);
  });

  test('stands in the inbox of the one and the outbox of the other, nearest due first', async () => {
    const [from, to] = [await world.park(deal.district), await world.park(deal.other)];
    const [late, soon] = [await deal.make(kind, from), await deal.make(kind, from)];
    const ids = [await deal.offer(from, late, to), await deal.offer(from, soon, to)];
    await world.db.readSystem(`update transfer set due_at = due_at - interval '1 day' where id = $1`, [ids[1]]);
    const BOX = `query ($filter: TransferFilter, $after: String) { transfers(filter: $filter, first: 1, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { id viewerCanAnswer viewerCanWithdraw lead { id } case { id } } } }`;
    interface Box {
      transfers: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: Record<string, unknown>[] };
    }
    const box = async (team: TestTeam, filter: object, after: string | null = null) =>
      (await ask<Box>(world, team, BOX, { filter, after })).data!.transfers;
    const first = await box(to, { direction: 'IN', state: 'OFFERED', kind });
    const link = { lead: kind === 'LEAD' ? { id: gidOf(soon) } : null, case: kind === 'CASE' ? { id: gidOf(soon) } : null };
    expect(first).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true },
      nodes: [{ id: transferGid(ids[1]!), viewerCanAnswer: true, viewerCanWithdraw: false, ...link }],
    });
    const next = await box(to, { direction: 'IN', state: 'OFFERED', kind }, first.pageInfo.endCursor);
    expect(next).toMatchObject({ pageInfo: { hasNextPage: false }, nodes: [{ id: transferGid(ids[0]!) }] });
    expect(await box(from, { direction: 'OUT' })).toMatchObject({ totalCount: 2, nodes: [{ viewerCanWithdraw: true }] });
    expect(await box(from, { direction: 'IN' })).toMatchObject({ totalCount: 0, nodes: [] });
    expect(await box(from, {})).toMatchObject({ totalCount: 2 });
    expect(await box(to, { state: 'DECLINED' })).toMatchObject({ totalCount: 0 });
  });
});

describe('a case that is passed on', () => {
  test('takes its lead along, keeps every other share and ends the origin’s', async () => {
    const leadId = await deal.lead(deal.park, { referrerTeamId: teamGid(deal.partner) });
    const caseId = (await deal.takeUp(leadId)).caseId;
    await deal.share(deal.park, caseId, deal.other, Level.WORK, ShareRole.PARTNER);
    await deal.accept(deal.neighbour, await deal.offer(deal.park, { kind: 'CASE', id: caseId }, deal.neighbour));
    const shares = await world.db.readSystem(
      `select team_id as team, role, level from case_share where case_id = $1 and until is null order by role`,
      [caseId],
    );
    expect(shares).toEqual([
      { team: deal.neighbour.id, role: 'LEAD', level: 'WORK' },
      { team: deal.other.id, role: 'PARTNER', level: 'WORK' },
      { team: deal.partner.id, role: 'REFERRER', level: 'SUMMARY' },
    ]);
    expect((await deal.holders({ kind: 'LEAD', id: leadId })).owner).toBe(deal.neighbour.id);
    const teams = [deal.neighbour, deal.park, deal.partner];
    expect(await Promise.all(teams.map((team) => deal.seesLead(team, leadId)))).toEqual(['WORK', 'FOLLOW', 'SUMMARY']);
    expect(await deal.lastEvent({ kind: 'LEAD', id: leadId })).toMatchObject({ kind: 'LEAD_UPDATED' });
  });

  test('makes the share of a receiver that takes part already the lead’s', async () => {
    const what = await deal.make('CASE');
    await deal.share(deal.park, what.id, deal.neighbour, Level.SUMMARY);
    await deal.accept(deal.neighbour, await deal.offer(deal.park, what, deal.neighbour));
    expect(await deal.holders(what)).toEqual({ owner: deal.neighbour.id, leads: [deal.neighbour.id] });
    expect(await deal.sees(deal.neighbour, what)).toBe('WORK');
  });

  test('leaves a receiver that declines what its own share gave', async () => {
    const what = await deal.make('CASE');
    await deal.share(deal.park, what.id, deal.neighbour, Level.SUMMARY);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    expect(await deal.sees(deal.neighbour, what)).toBe('FOLLOW');
    await deal.decline(deal.neighbour, id);
    expect([await deal.sees(deal.neighbour, what), (await deal.lastEvent(what)).revoked]).toEqual(['SUMMARY', null]);
  });
});
