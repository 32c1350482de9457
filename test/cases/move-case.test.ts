import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CASE_MOVES, movesFrom } from '../../src/cases/case-moves.ts';
import { loadCase } from '../../src/cases/case.loaders.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { updateCase } from '../../src/cases/update-case.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, dealWorld, refusedWith, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const move = (by: TestTeam, id: string, expectedVersion: number, stage: CaseStage, reason?: string) =>
  moveCase(world.ctx(by), { id: caseGid(id), expectedVersion, stage, reason });

describe('moveCase', () => {
  test('climbs the spine step by step, each step an event', async () => {
    const id = await deal.opened();
    await move(deal.park, id, 1, CaseStage.ADMISSION);
    await move(deal.park, id, 2, CaseStage.SIGNED);
    expect(await loadCase(world.ctx(deal.city), id)).toMatchObject({ stage: 'SIGNED', version: 3 });
    expect(await world.events(id)).toEqual(['CASE_OPENED', 'CASE_STAGE_MOVED', 'CASE_STAGE_MOVED']);
  });

  test('refuses a skipped step and names the ways there are', async () => {
    const id = await deal.opened();
    await expect(move(deal.park, id, 1, CaseStage.STARTED)).rejects.toThrow(/不能变更为“开工”；可变更为：准入评审、流失、暂缓/);
  });

  test('suspends with a reason and resumes only where it stood', async () => {
    const id = await deal.opened();
    await move(deal.park, id, 1, CaseStage.ADMISSION);
    expect(await refusedWith(move(deal.park, id, 2, CaseStage.SUSPENDED))).toEqual(['REQUIRED reason']);
    await move(deal.park, id, 2, CaseStage.SUSPENDED, '等待环评');
    expect(await loadCase(world.ctx(deal.park), id)).toMatchObject({ suspendedFrom: 'ADMISSION', closingReason: '等待环评' });
    expect(await refusedWith(move(deal.park, id, 3, CaseStage.NEGOTIATING))).toEqual(['ILLEGAL_MOVE stage']);
    await move(deal.park, id, 3, CaseStage.ADMISSION);
    expect(await loadCase(world.ctx(deal.park), id)).toMatchObject({ suspendedFrom: null, closingReason: null });
  });

  test('ends by loss before signing and by termination after it', () => {
    const ends = (stage: CaseStage, from: CaseStage | null = null) =>
      movesFrom(stage, from)
        .map((m) => m.to)
        .filter((to) => to === CaseStage.LOST || to === CaseStage.TERMINATED);
    expect([
      ends(CaseStage.ADMISSION),
      ends(CaseStage.SIGNED),
      ends(CaseStage.SUSPENDED, CaseStage.ADMISSION),
      ends(CaseStage.SUSPENDED, CaseStage.STARTED),
    ]).toEqual([['LOST'], ['TERMINATED'], ['LOST'], ['TERMINATED']]);
  });

  test('lists no move twice and none onto itself', () => {
    const pairs = CASE_MOVES.map((m) => `${m.from} ${m.to}`);
    expect([new Set(pairs).size, CASE_MOVES.filter((m) => m.from === m.to)]).toEqual([pairs.length, []]);
  });

  test('lets a partner team climb but not end, and a supporting team neither', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.WORK, ShareRole.PARTNER);
    await deal.share(deal.park, id, deal.other, Level.WORK, ShareRole.SUPPORT);
    expect(await refusedWith(move(deal.other, id, 3, CaseStage.ADMISSION))).toEqual(['FORBIDDEN stage']);
    expect(await refusedWith(move(deal.neighbour, id, 3, CaseStage.LOST, '外迁'))).toEqual(['FORBIDDEN stage']);
    await move(deal.neighbour, id, 3, CaseStage.ADMISSION);
    expect(await deal.seesCase(deal.neighbour, id)).toBe('WORK');
  });

  test('refuses supervisors, strangers, readers and a stale version', async () => {
    const id = await deal.opened();
    expect(await refusedWith(move(deal.city, id, 1, CaseStage.ADMISSION))).toEqual(['FORBIDDEN id']);
    expect(await refusedWith(move(deal.neighbour, id, 1, CaseStage.ADMISSION))).toEqual(['NOT_FOUND id']);
    expect(await refusedWith(move(deal.park, id, 7, CaseStage.ADMISSION))).toEqual(['CONFLICT expectedVersion']);
    const reader = (async () =>
      moveCase(world.ctx(deal.park, { role: Role.READER }), {
        id: caseGid(id),
        expectedVersion: 1,
        stage: CaseStage.ADMISSION,
      }))();
    expect(await refusedWith(reader)).toEqual(['FORBIDDEN']);
  });

  test('closes a lost case to updates', async () => {
    const id = await deal.opened();
    await move(deal.park, id, 1, CaseStage.LOST, '选择外省');
    expect(await refusedWith(updateCase(world.ctx(deal.park), { id: caseGid(id), expectedVersion: 2, title: '新名' }))).toEqual([
      'ILLEGAL_MOVE id',
    ]);
  });
});
