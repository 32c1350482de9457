import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { buildAppSchema } from '../../src/app/schema.ts';
import { caseById } from '../../src/cases/case.loaders.ts';
import { createLoad } from '../../src/kernel/loaders.ts';
import type { ReadCtx } from '../../src/kernel/context.ts';
import { Level } from '../../src/kernel/level.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { caseGid, dealWorld, teamGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const TIMELINE = `query ($id: ID!) { case(id: $id) { events(first: 20) { totalCount nodes {
  __typename kind version
  ... on CaseEvent { case { code amountYuan } actorTeam { id } }
  ... on CaseShareEvent { team { id } role grantedLevel }
  ... on ActivityAdded { activity { text } }
} } } }`;
interface Timeline {
  case: { events: { totalCount: number; nodes: Record<string, unknown>[] } };
}
const timelineOf = async (team: TestTeam, id: string) => {
  const { data, errors } = await ask<Timeline>(world, team, TIMELINE, { id: caseGid(id) });
  expect(errors).toBeUndefined();
  return data!.case.events;
};

describe('events of a case', () => {
  test('carry the case and what was done, each field at its level', async () => {
    const id = await deal.opened();
    await deal.share(deal.park, id, deal.partner, Level.SUMMARY);
    await deal.note(deal.park, id, { text: '考察' });
    const [follow, summary] = [await timelineOf(deal.city, id), await timelineOf(deal.partner, id)];
    expect(follow).toMatchObject({
      totalCount: 3,
      nodes: [
        { __typename: 'ActivityAdded', version: 3, activity: { text: '考察' } },
        {
          __typename: 'CaseShared',
          version: 2,
          team: { id: teamGid(deal.partner) },
          role: 'SUPPORT',
          grantedLevel: 'SUMMARY',
          actorTeam: { id: teamGid(deal.park) },
        },
        { __typename: 'CaseOpened', version: 1, case: { amountYuan: '1200000000' } },
      ],
    });
    expect(summary).toMatchObject({
      totalCount: 2,
      nodes: [
        { __typename: 'CaseShared', team: null, role: null, grantedLevel: null, actorTeam: null, case: { amountYuan: null } },
        { __typename: 'CaseOpened' },
      ],
    });
  });

  test('give each event a version of its own', async () => {
    const id = await deal.opened();
    for (const text of ['一', '二']) await deal.note(deal.park, id, { text });
    const rows = await world.db.readSystem<{ version: number }>('select version from event where subject_id = $1 order by id', [
      id,
    ]);
    expect(rows.map((row) => row.version)).toEqual([1, 2, 3]);
  });
});

describe('a live execution', () => {
  /** As the hub makes it: no viewer, every row, one level for the whole group. */
  const live = (liveLevel: Level): ReadCtx => {
    const base = { viewer: null, liveLevel, read: world.db.readSystem, seal: world.seal, now: () => new Date(), asOf: null };
    const made = { ...base, load: undefined as unknown as ReadCtx['load'] };
    made.load = createLoad(made);
    return made;
  };

  test('reads the case at the level of its group', async () => {
    const id = await deal.opened();
    const levels = await Promise.all(
      [Level.SUMMARY, Level.FOLLOW, Level.WORK, Level.NONE].map(
        async (level) => (await live(level).load(caseById, id))?.level ?? null,
      ),
    );
    expect(levels).toEqual(['SUMMARY', 'FOLLOW', 'WORK', null]);
  });

  test('refuses lists, which belong to one viewer', async () => {
    const schema = await buildAppSchema();
    const result = await execute({
      schema,
      document: parse('{ cases(first: 1) { totalCount } }'),
      contextValue: live(Level.WORK),
    });
    expect(result.errors).toMatchObject([{ extensions: { code: 'NOT_LIVE' } }]);
  });
});
