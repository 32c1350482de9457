import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { createLiveNode, type LiveNode } from '../access/live-node.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid } from './deal-world.ts';
import { gidOf, transferWorld, type TransferWorld } from './transfer-world.ts';

let world: World;
let deal: TransferWorld;
let node: LiveNode;
beforeAll(async () => {
  world = await createWorld();
  deal = await transferWorld(world);
  node = await createLiveNode(world);
});
afterAll(async () => {
  await node.close();
  await world.close();
});

const RECORD = 'id level intent contacts { name }';
const FEED = `subscription { stream: teamFeed { cursor
  event { __typename ... on TransferEvent { transfer { state note fromTeam { id } } lead { ${RECORD} } case { ${RECORD} } } }
  signal { __typename ... on AccessRevoked { recordId } } } }`;

interface Told {
  event: ({ __typename: string } & Record<string, unknown>) | null;
  signal: { __typename: string; recordId?: string } | null;
}
let streams = 0;
/** What a team hears while something is done. */
async function heard(teams: TestTeam[], act: () => Promise<unknown>): Promise<Told[][]> {
  await node.deliver();
  const taps = await Promise.all(teams.map((team) => node.tap(team, { query: FEED, variables: {} }, `t${++streams}`)));
  await act();
  await node.deliver();
  const told = taps.map((tap) =>
    tap!.frames().flatMap(({ body }) => {
      const { stream } = (JSON.parse(`{"payload":${String(body)}`) as { payload: { data: { stream: Told } } }).payload.data;
      return stream.event || stream.signal?.__typename === 'AccessRevoked' ? [stream] : [];
    }),
  );
  await Promise.all(taps.map((tap) => tap!.close()));
  return told;
}

describe.each(['LEAD', 'CASE'] as const)('a %s that is passed on', (kind) => {
  const field = kind === 'LEAD' ? 'lead' : 'case';

  test('is heard of by the receiver with what it needs, and its answer by the origin', async () => {
    const what = await deal.make(kind);
    let id = '';
    const [offered] = await heard([deal.neighbour], async () => {
      id = await deal.offer(deal.park, what, deal.neighbour, { note: '请接洽' });
    });
    const record = { id: gidOf(what), level: 'FOLLOW', contacts: null, intent: expect.any(String) };
    expect(offered).toMatchObject([
      { event: { __typename: 'TransferOffered', transfer: { state: 'OFFERED', note: '请接洽' }, [field]: record } },
    ]);
    const [origin, receiver] = await heard([deal.park, deal.neighbour], () => deal.accept(deal.neighbour, id));
    const accepted = (told: Told[]) => told.filter(({ event }) => event?.__typename === 'TransferAccepted');
    expect(accepted(origin!)).toMatchObject([{ event: { transfer: { state: 'ACCEPTED' }, [field]: record } }]);
    expect(accepted(receiver!)).toMatchObject([{ event: { [field]: { level: 'WORK', contacts: [{ name: '王敏' }] } } }]);
  });

  test.each(['decline', 'withdraw', 'expire', 'direct'])('is lost to the receiver’s stream: %s', async (way) => {
    const what = await deal.make(kind);
    const id = await deal.offer(deal.park, what, deal.neighbour);
    const [receiver, origin] = await heard([deal.neighbour, deal.park], async () => {
      if (way === 'decline') await deal.decline(deal.neighbour, id);
      if (way === 'withdraw') await deal.withdraw(deal.park, id);
      if (way === 'direct') await deal.direct(what, deal.district);
      if (way !== 'expire') return;
      await world.db.readSystem(`update transfer set due_at = $2 where id = $1`, [id, world.clock.now()]);
      await deal.tidy();
    });
    expect(receiver).toMatchObject([{ event: null, signal: { __typename: 'AccessRevoked', recordId: gidOf(what) } }]);
    const names = {
      decline: 'TransferDeclined',
      withdraw: 'TransferWithdrawn',
      expire: 'TransferExpired',
      direct: 'TransferDirected',
    };
    expect(origin!.map(({ event }) => event?.__typename)).toContain(names[way as keyof typeof names]);
  });
});

describe('the origin of a case', () => {
  test('goes on hearing of its stages', async () => {
    const what = await deal.make('CASE');
    await deal.accept(deal.neighbour, await deal.offer(deal.park, what, deal.neighbour));
    const [origin] = await heard([deal.park], async () =>
      moveCase(world.ctx(deal.neighbour), {
        id: caseGid(what.id),
        expectedVersion: await deal.versionOf(what),
        stage: CaseStage.ADMISSION,
      }),
    );
    expect(origin!.map(({ event }) => event?.__typename)).toEqual(['CaseStageMoved']);
  });
});
