import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CreditPart, CreditStartEvent } from '../../src/cases/credit-terms.ts';
import { createLiveNode, type LiveNode } from '../access/live-node.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { byTeam, creditWorld, party, type CreditWorld } from './credit-world.ts';
import { refusedWith, teamGid } from './deal-world.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { Level } from '../../src/kernel/level.ts';
import { transferWorld, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
let credit: CreditWorld;
let node: LiveNode;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
  credit = creditWorld(world);
  node = await createLiveNode(world);
});
afterAll(async () => {
  await node.close();
  await world.close();
});

afterEach(() => void (world.clock.now = () => new Date()));

/** The origin's outlay first, then 6:4 from the day the other team takes over. */
const sixToFour = () => [party(deal.park, '60', CreditPart.ORIGIN), party(deal.neighbour, '40')];
const offered = async () => {
  const what = await deal.make('CASE');
  const transferId = await deal.offer(deal.park, what, deal.neighbour);
  await credit.agree(deal.park, what.id, sixToFour(), {
    startEvent: CreditStartEvent.TRANSFER_ACCEPTED,
    effectiveFrom: '2020-01-01',
    outlay: { teamId: teamGid(deal.park), amountYuan: '3000' },
  });
  return { what, transferId };
};
const partsOf = async (id: string, by: TestTeam = deal.city) => {
  const parts = byTeam((await credit.creditOf(by, id))![0]!);
  return [parts[teamGid(deal.park)], parts[teamGid(deal.neighbour)]];
};

describe('a case that is passed on', () => {
  test('splits 6:4 after recovery from the day it is taken over, agreed while it was offered', async () => {
    const at = (day: string) => (world.clock.now = () => new Date(`${day}T04:00:00.000Z`));
    at('2026-05-01');
    const { what, transferId } = await offered();
    await credit.record(deal.park, what.id, '500', { happenedOn: '2026-04-30' });
    at('2026-05-10');
    await deal.accept(deal.neighbour, transferId);
    at('2026-09-01');
    await credit.record(deal.neighbour, what.id, '2000', { happenedOn: '2026-05-10' });
    await credit.record(deal.neighbour, what.id, '2000', { happenedOn: '2026-08-31' });
    // 500 before are the origin's, which led then; 2,000 and 1,000 are recovered; 1,000 are split.
    expect(await partsOf(what.id)).toEqual(['4100', '400']);
    expect(await partsOf(what.id, deal.park)).toEqual(['4100', '400']);
  });

  test('goes by the lead team of the day where nothing was agreed', async () => {
    const at = (day: string) => (world.clock.now = () => new Date(`${day}T04:00:00.000Z`));
    at('2026-05-01');
    const what = await deal.make('CASE');
    const transferId = await deal.offer(deal.park, what, deal.neighbour);
    at('2026-05-10');
    await deal.accept(deal.neighbour, transferId);
    await credit.record(deal.neighbour, what.id, '7', { happenedOn: '2026-05-09' });
    await credit.record(deal.neighbour, what.id, '9', { happenedOn: '2026-05-10' });
    expect(await partsOf(what.id)).toEqual(['7', '9']);
  });

  test('does not start before it is taken over, nor when the offer is declined', async () => {
    const { what, transferId } = await offered();
    await credit.record(deal.park, what.id, '1000');
    await deal.decline(deal.neighbour, transferId);
    expect(await partsOf(what.id)).toEqual(['1000', undefined]);
  });

  test('starts when the city directs it too', async () => {
    const { what } = await offered();
    await deal.direct(what, deal.neighbour);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    await credit.record(deal.neighbour, what.id, '4000', { happenedOn: today });
    expect(await partsOf(what.id)).toEqual(['3600', '400']);
  });

  test('names the team it is offered to as a party, no other that takes no part', async () => {
    const what = await deal.make('CASE');
    expect(await refusedWith(credit.agree(deal.park, what.id, sixToFour()))).toEqual(['INVALID parties 1 teamId']);
    await deal.offer(deal.park, what, deal.neighbour);
    expect(await refusedWith(credit.agree(deal.park, what.id, sixToFour()))).toEqual([]);
  });
});

const FEED = `subscription { stream: teamFeed { cursor event { __typename ... on CaseEvent { case { credit { total parts { amount team { id } } shares { mode } } } }
  ... on CreditSharesAgreed { creditShares { mode parties { percent team { id } } } } ... on CreditStarted { creditShares { startedOn } }
  ... on CreditFigureRecorded { recorded: creditFigure { amount } } ... on CreditFigureReversed { reversed: creditFigure { amount reverses { amount } } } }
  signal { __typename } } }`;
type Told = { event: ({ __typename: string } & Record<string, unknown>) | null };

describe('the credit of a case', () => {
  test('is heard live at FOLLOW with what it is now, and not below', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.neighbour, Level.FOLLOW, ShareRole.PARTNER);
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    await node.deliver();
    const [neighbour, partner] = await Promise.all(
      [deal.neighbour, deal.partner].map((team) => node.tap(team, { query: FEED, variables: {} }, team.id)),
    );
    await credit.agree(deal.park, id, sixToFour(), { startEvent: CreditStartEvent.AGREEMENT_SIGNED });
    await credit.start(deal.neighbour, id, '2026-01-01');
    const { figureId } = await credit.record(deal.park, id, '1000');
    await node.deliver();
    await credit.reverse(deal.park, figureId);
    await node.deliver();
    const told = (tap: typeof neighbour) =>
      tap!.frames().flatMap(({ body }) => {
        const { payload } = JSON.parse(`{"payload":${String(body)}`) as { payload: { data: { stream: Told } } };
        return payload.data.stream.event ? [payload.data.stream.event] : [];
      });
    expect(told(partner)).toEqual([]);
    expect(told(neighbour)).toMatchObject([
      { __typename: 'CreditSharesAgreed', creditShares: [{ mode: 'SPLIT', parties: [{ percent: '60' }, { percent: '40' }] }] },
      { __typename: 'CreditStarted', creditShares: [{ startedOn: '2026-01-01' }] },
      {
        __typename: 'CreditFigureRecorded',
        recorded: { amount: '1000' },
        case: { credit: [{ total: '1000', parts: [{ amount: '600' }, { amount: '400' }], shares: { mode: 'SPLIT' } }] },
      },
      {
        __typename: 'CreditFigureReversed',
        reversed: { amount: '-1000', reverses: { amount: '1000' } },
        case: { credit: [{ total: '0', parts: [] }] },
      },
    ]);
    await Promise.all([neighbour, partner].map((tap) => tap!.close()));
  });
});
