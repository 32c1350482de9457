import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { offerTransfer } from '../../src/cases/offer-transfer.ts';
import { TransferReason } from '../../src/cases/transfer.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role, Scope, TeamKind } from '../../src/kernel/viewer.ts';
import { declineLead } from '../../src/leads/move-lead.ts';
import { createWorld, type World } from '../world.ts';
import { caseGid, leadGid, refusedWith, teamGid } from './deal-world.ts';
import { gidOf, transferGid, transferWorld, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
});
afterAll(() => world.close());

describe.each(['LEAD', 'CASE'] as const)('an offer of a %s', (kind) => {
  test('goes to a live public team other than the owner', async () => {
    const what = await deal.make(kind);
    const ended = await world.team(TeamKind.PARK, deal.district, { endsOn: '2020-01-01' });
    const future = await world.park(deal.district);
    await world.db.readSystem(`update team set starts_on = '2999-01-01' where id = $1`, [future.id]);
    const to = async (team: { id: string }) => refusedWith(deal.offer(deal.park, what, team as never));
    expect(await to(ended)).toEqual(['NOT_FOUND toTeamId']);
    expect(await to(future)).toEqual(['NOT_FOUND toTeamId']);
    expect(await to({ id: randomUUID() })).toEqual(['NOT_FOUND toTeamId']);
    expect(await to(deal.partner)).toEqual(['INVALID toTeamId']);
    expect(await to(deal.park)).toEqual(['INVALID toTeamId']);
    expect(await world.events(what.id)).not.toContain('TRANSFER_OFFERED');
  });

  test('says why: OTHER needs a note, and all that is wrong is told at once', async () => {
    const what = await deal.make(kind);
    const other = { reason: TransferReason.OTHER };
    const offer = (more: object) => deal.offer(deal.park, what, deal.neighbour, more);
    expect(await refusedWith(offer({ ...other, note: '  ' }))).toEqual(['REQUIRED note']);
    expect(await refusedWith(offer({ note: '长'.repeat(1_001) }))).toEqual(['INVALID note']);
    expect(await refusedWith(deal.offer(deal.park, what, deal.partner, other))).toEqual(['INVALID toTeamId', 'REQUIRED note']);
    expect(await deal.stateOf(await offer({ ...other, note: '另有安排' }))).toBe('OFFERED');
  });

  test('is made by the owner alone, on its newest version', async () => {
    const what = await deal.make(kind);
    const expectedVersion = (await deal.versionOf(what)) + 1;
    expect(await refusedWith(deal.offer(deal.park, what, deal.neighbour, { expectedVersion }))).toEqual([
      'CONFLICT expectedVersion',
    ]);
    expect(await refusedWith(deal.offer(deal.district, what, deal.neighbour))).toEqual(['FORBIDDEN subjectId']);
    expect(await refusedWith(deal.offer(deal.other, what, deal.neighbour))).toEqual(['NOT_FOUND subjectId']);
    const subjectId = teamGid(deal.park);
    expect(await refusedWith(deal.offer(deal.park, what, deal.neighbour, { subjectId }))).toEqual(['NOT_FOUND subjectId']);
  });

  test('is refused to readers and to programs that may write one kind only', async () => {
    const what = await deal.make(kind);
    const input = {
      subjectId: gidOf(what),
      expectedVersion: await deal.versionOf(what),
      toTeamId: teamGid(deal.neighbour),
      reason: TransferReason.INVESTOR_CHOICE,
    };
    const program = { clientId: randomUUID(), scopes: [kind === 'LEAD' ? Scope.WRITE_LEADS : Scope.WRITE_CASES] };
    for (const more of [{ role: Role.READER }, program])
      expect(() => offerTransfer(world.ctx(deal.park, more), input)).toThrow(/FORBIDDEN/);
  });

  test('is the only open one of its record, whoever tries at once', async () => {
    const what = await deal.make(kind);
    await deal.offer(deal.park, what, deal.neighbour);
    expect(await refusedWith(deal.offer(deal.park, what, deal.other))).toEqual(['CONFLICT subjectId']);
    const fresh = await deal.make(kind);
    const table = kind === 'LEAD' ? 'lead' : 'cases';
    const calls = [deal.neighbour, deal.other].map((team) => () => deal.offer(deal.park, fresh, team));
    const outcomes = await world.atOnce(table, fresh.id, calls);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const open = `select count(*)::int as n from transfer where subject_id = $1 and state = 'OFFERED'`;
    expect(await world.db.readSystem(open, [fresh.id])).toEqual([{ n: 1 }]);
  });

  test('waits as many working days as the city gives, by its calendar', async () => {
    const what = await deal.make(kind);
    const before = world.clock.now;
    world.clock.now = () => new Date('2026-02-10T02:00:00Z'); // a Tuesday; the Spring Festival begins on the 15th
    try {
      const id = await deal.offer(deal.park, what, deal.neighbour);
      const [row] = await world.db.readSystem<{ due: Date; estimated: boolean }>(
        `select due_at as due, is_estimated as estimated from transfer where id = $1`,
        [id],
      );
      // 11, 12, 13 and the 14th, a Saturday worked on; then not before the 24th.
      expect(row).toEqual({ due: new Date('2026-02-24T16:00:00.000Z'), estimated: false });
    } finally {
      world.clock.now = before;
    }
  });

  test('moves nothing that a contest freezes', async () => {
    const what = await deal.make(kind);
    const table = kind === 'LEAD' ? 'lead' : 'cases';
    const freeze = (by: string | null) =>
      world.db.readSystem(`update ${table} set frozen_by_id = $2 where id = $1`, [what.id, by]);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await freeze(randomUUID());
    expect(await refusedWith(deal.accept(deal.neighbour, id))).toEqual(['FROZEN transferId']);
    expect(await refusedWith(deal.direct(what, deal.neighbour))).toEqual(['FROZEN subjectId']);
    await deal.withdraw(deal.park, id);
    expect(await refusedWith(deal.offer(deal.park, what, deal.neighbour))).toEqual(['FROZEN subjectId']);
    await freeze(null);
    expect(await deal.stateOf(await deal.offer(deal.park, what, deal.neighbour))).toBe('OFFERED');
  });
});

describe('a record that has ended', () => {
  test('is not passed on: declined and taken-up leads, lost cases', async () => {
    const declined = await deal.make('LEAD');
    await declineLead(world.ctx(deal.park), { id: leadGid(declined.id), expectedVersion: 1, reason: '不符' });
    const taken = await deal.make('LEAD');
    await deal.takeUp(taken.id);
    const lost = await deal.make('CASE');
    const move = { id: caseGid(lost.id), expectedVersion: 1, stage: CaseStage.LOST, reason: '另选他地' };
    await moveCase(world.ctx(deal.park), move);
    for (const what of [declined, taken, lost])
      expect(await refusedWith(deal.offer(deal.park, what, deal.neighbour))).toEqual(['ILLEGAL_MOVE subjectId']);
    expect(await refusedWith(deal.direct(lost, deal.neighbour))).toEqual(['ILLEGAL_MOVE subjectId']);
  });

  test('is not taken over when it ended while the offer was open', async () => {
    const what = await deal.make('LEAD');
    const id = await deal.offer(deal.park, what, deal.neighbour);
    await deal.takeUp(what.id);
    expect(await refusedWith(deal.accept(deal.neighbour, id))).toEqual(['ILLEGAL_MOVE transferId']);
  });
});

describe('a repeated call', () => {
  test('offers once and accepts once', async () => {
    const what = await deal.make('CASE');
    const offer = () => deal.offer(deal.park, what, deal.neighbour, { expectedVersion: 1, idempotencyKey: 'transfer-0001' });
    const id = await offer();
    expect(await offer()).toBe(id);
    expect(await world.events(what.id)).toEqual(['CASE_OPENED', 'TRANSFER_OFFERED']);
    expect(await deal.sees(deal.neighbour, what)).toBe(Level.FOLLOW);
    expect(transferGid(id)).toMatch(/^\w+$/);
  });
});
