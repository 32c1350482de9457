import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ShareRole } from '../../src/cases/case-share.ts';
import { changeShare } from '../../src/cases/change-share.ts';
import { CreditFigureKind } from '../../src/cases/credit-terms.ts';
import { withdrawShare } from '../../src/cases/withdraw-share.ts';
import { Level } from '../../src/kernel/level.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { creditWorld, party, TAX, type CreditWorld } from './credit-world.ts';
import { caseGid, dealWorld, refusedWith, teamGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
let credit: CreditWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  credit = creditWorld(world);
});
afterAll(() => world.close());

const shared = async (): Promise<string> => {
  const id = await deal.opened();
  await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW, ShareRole.PARTNER);
  return id;
};
const both = () => [party(deal.park, '60'), party(deal.neighbour, '40')];
const alone = () => [party(deal.park, '100')];
const withdraw = (by: TestTeam, id: string, team = deal.neighbour) =>
  withdrawShare(world.ctx(by), { caseId: caseGid(id), teamId: teamGid(team) });
const change = (by: TestTeam, id: string, more: { level?: Level; role?: ShareRole }) =>
  changeShare(world.ctx(by), { caseId: caseGid(id), teamId: teamGid(deal.neighbour), ...more });

describe('a team that shares in the credit of a case', () => {
  test('is put out of it by nobody, and keeps reading what it gets', async () => {
    const id = await shared();
    await credit.agree(deal.park, id, both());
    await credit.record(deal.park, id, '1000');
    const before = await credit.creditOf(deal.neighbour, id);
    expect(await refusedWith(withdraw(deal.park, id))).toEqual(['FORBIDDEN teamId']);
    expect(await refusedWith(withdraw(deal.city, id))).toEqual(['FORBIDDEN teamId']);
    expect(await refusedWith(change(deal.park, id, { level: Level.SUMMARY }))).toEqual(['FORBIDDEN level']);
    expect(await credit.creditOf(deal.neighbour, id)).toEqual(before);
    expect(await world.events(id)).not.toContain('CASE_SHARE_WITHDRAWN');
  });

  test('is told of by figure, with the way out', async () => {
    const id = await shared();
    await credit.agree(deal.park, id, both(), { figures: [TAX, CreditFigureKind.OUTPUT] });
    await expect(withdraw(deal.park, id)).rejects.toThrow(/税收地方留成、产值.*agreeCreditShares/);
  });

  test('leaves by itself, and takes another role or a higher level', async () => {
    const id = await shared();
    await credit.agree(deal.park, id, both());
    await change(deal.park, id, { role: ShareRole.SUPPORT, level: Level.WORK });
    await change(deal.park, id, { level: Level.FOLLOW });
    await withdraw(deal.neighbour, id);
    expect(await deal.seesCase(deal.neighbour, id)).toBeNull();
  });

  test('goes once its common supervisor has agreed on shares without it', async () => {
    const id = await shared();
    await credit.agree(deal.park, id, both());
    await credit.agree(deal.city, id, alone());
    await withdraw(deal.park, id);
    expect(await deal.seesCase(deal.neighbour, id)).toBeNull();
  });

  test('is not one for the shares of another case', async () => {
    await credit.agree(deal.park, await shared(), both());
    const id = await shared();
    await withdraw(deal.park, id);
    expect(await deal.seesCase(deal.neighbour, id)).toBeNull();
  });
});
