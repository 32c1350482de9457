import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Level } from '../../src/kernel/level.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, dealWorld, leadGid, teamGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

interface Explained {
  accessExplanation: {
    level: string;
    team: { id: string };
    reasons: { ground: string; level: string; role: string | null; chain: { id: string }[] }[];
  } | null;
}
const explain = (viewer: TestTeam, id: string, teamId?: string) =>
  ask<Explained>(
    world,
    viewer,
    'query ($id: ID!, $teamId: ID) { accessExplanation(id: $id, teamId: $teamId) { level team { id } reasons { ground level role chain { id } } } }',
    { id, teamId },
  );

describe('accessExplanation', () => {
  test('gives the chain from the stake to the viewer', async () => {
    const id = caseGid(await deal.opened());
    const { data } = await explain(deal.city, id);
    expect(data!.accessExplanation).toEqual({
      level: 'FOLLOW',
      team: { id: teamGid(deal.city) },
      reasons: [
        {
          ground: 'SUPERVISION',
          level: 'FOLLOW',
          role: 'LEAD',
          chain: [deal.park, deal.district, deal.city].map((t) => ({ id: teamGid(t) })),
        },
      ],
    });
  });

  test('tells a team at SUMMARY of its own share alone', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY);
    const { data } = await explain(deal.partner, caseGid(id));
    expect(data!.accessExplanation!.reasons).toMatchObject([{ ground: 'SHARE', level: 'SUMMARY', role: 'SUPPORT' }]);
  });

  test('answers for another team to those who work on it and to the city, not to others', async () => {
    const id = caseGid(await deal.opened());
    const [work, city, follower] = await Promise.all(
      [deal.park, deal.city, deal.district].map((t) => explain(t, id, teamGid(deal.neighbour))),
    );
    expect([work!.data!.accessExplanation!.level, city!.data!.accessExplanation!.level]).toEqual(['NONE', 'NONE']);
    expect(follower!.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('is null where the record does not exist for the viewer', async () => {
    const [caseId, leadId] = [caseGid(await deal.opened()), leadGid(await deal.lead())];
    for (const id of [caseId, leadId, 'forged'])
      expect((await explain(deal.neighbour, id)).data).toEqual({ accessExplanation: null });
  });
});
