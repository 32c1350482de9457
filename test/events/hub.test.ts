import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { eventSource } from '../../src/events/event.ts';
import { createGroups } from '../../src/events/group.ts';
import { runInterpreted } from '../../src/events/hub-execution.ts';
import { eventsFilter } from '../../src/events/stream-filter.ts';
import { levelOf } from '../../src/kernel/level.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { createStage, EVENTS, TEAM_FEED, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let [city, district, park] = [] as unknown as TestTeam[];
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  city = await world.city();
  district = await world.district(city);
  park = await world.park(district);
});
afterAll(async () => {
  await stage.close();
  await world.close();
});

describe('shared execution', () => {
  test('happens once per event, group and level, whatever the number of sockets', async () => {
    const { uuid, audience } = await stage.case([
      [city!, 2],
      [district!, 2],
      [park!, 3],
    ]);
    const teams = [city!, district!, park!, city!, district!, park!, park!];
    const clients = await Promise.all(teams.flatMap((team) => [stage.listen(team, TEAM_FEED), stage.listen(team, EVENTS)]));
    expect(stage.hub.counts()).toEqual({ groups: 2, subscribers: 14 });
    const before = stage.counted.executions;
    for (let version = 1; version <= 5; version++) stage.append({ guardId: uuid, audience, version, payload: { title: '甲' } });
    await stage.apply();
    await Promise.all(clients.map((each) => each.until(() => each.events().length === 5)));
    expect(stage.counted.executions - before).toBe(5 * 2 * 2);
    for (const each of clients) each.ws.close();
  });

  test('greets all who begin at the same place', async () => {
    const own = await createStage(world);
    const clients = await Promise.all(Array.from({ length: 20 }, () => own.connect(own.token(park!))));
    for (const each of clients) each.send({ id: 'a', type: 'subscribe', payload: { query: TEAM_FEED } });
    await Promise.all(clients.map((each) => each.until(() => each.messages.some(({ type }) => type === 'next'))));
    expect(own.counted.executions).toBe(1);
    await own.close();
  });

  test('gives exactly what an execution for each team alone gives', async () => {
    const ranks = [1, 2, 3, 2, 1];
    const teams = await Promise.all(ranks.map(() => world.city()));
    const { uuid, audience } = await stage.case(teams.map((team, i) => [team, ranks[i]!]));
    const clients = await Promise.all(teams.map((team) => stage.listen(team, TEAM_FEED)));
    const event = stage.append({ guardId: uuid, audience, version: 3, payload: { title: '乙 "引号" \u2028 😀' } });
    await stage.apply();
    for (const [i, client] of clients.entries()) {
      await client.until(() => client.events().length === 1);
      const alone = await runInterpreted(stage.schema)(
        { hash: '', document: parse(TEAM_FEED), operationName: null, variables: {} },
        { cursor: client.cursor(), event: eventSource(event, levelOf(ranks[i]!)), signal: null },
        stage.deps.makeLiveContext(levelOf(ranks[i]!)),
      );
      expect(client.raw.at(-1)).toBe(JSON.stringify({ id: 'a', type: 'next', payload: alone }));
    }
  });

  test('is delivered in frames of every length', async () => {
    const { uuid, audience } = await stage.case([[park!, 3]]);
    const short = await stage.listen(park!, 'subscription { teamFeed { event { version } } }');
    const long = await stage.listen(park!, TEAM_FEED);
    const titles = [1, 300, 65_000, 70_000, 200_000].map((length) => '长'.repeat(length / 3));
    for (const title of titles) stage.append({ guardId: uuid, audience, payload: { title } });
    await stage.apply();
    await long.until(() => long.events().length === titles.length);
    expect(long.events().map((event) => event.title)).toEqual(titles);
    await short.until(() => short.events().length === titles.length);
  });
});

describe('groups', () => {
  const filter = eventsFilter(null);
  const document = parse(
    'subscription ($after: String, $other: String, $kinds: [EventKind!] = []) { events(after: $after, filter: { kinds: $kinds, caseId: $other }) { cursor } }',
  );
  const keyOf = (variables: Record<string, unknown>, text = document) =>
    createGroups().of({ hash: 'x', document: text, operationName: null, variables }, filter).key;

  test('do not differ by the cursor they start from', () => {
    expect(keyOf({ after: 'one', other: 'x' })).toBe(keyOf({ other: 'x', after: 'two' }));
    expect(keyOf({ after: 'one', other: 'x' })).not.toBe(keyOf({ after: 'one', other: 'y' }));
    expect(keyOf({ kinds: null })).not.toBe(keyOf({}));
  });

  test('differ by a variable that merely bears the cursor’s name', () => {
    const named = parse('subscription ($after: ID!) { caseEvents(caseId: $after) { cursor } }');
    expect(keyOf({ after: 'one' }, named)).not.toBe(keyOf({ after: 'two' }, named));
  });

  test('are gone when their last subscriber is', async () => {
    const before = stage.hub.counts();
    const client = await stage.listen(park!, 'subscription Fresh { teamFeed { cursor } }');
    expect(stage.hub.counts().groups).toBe(before.groups + 1);
    client.send({ id: 'a', type: 'complete' });
    await client.until(() => stage.hub.counts().subscribers === before.subscribers);
    expect(stage.hub.counts()).toEqual(before);
  });
});

describe('progress', () => {
  test('comes without events, with a cursor and an instant that move on', async () => {
    const quick = await createStage(world, { progressMs: 30 });
    const { uuid, audience } = await quick.case([[park!, 3]]);
    const [feed, quiet] = [await quick.listen(park!, TEAM_FEED), await quick.listen(city!, TEAM_FEED)];
    quick.append({ guardId: uuid, audience, version: 1 });
    await quick.apply();
    await feed.until(() => feed.events().length === 1);
    const seen = quiet.signals().length;
    await quiet.until(() => quiet.signals().length > seen + 1);
    const [pos] = JSON.parse(world.seal.open('stream', quiet.cursor())!) as [number];
    expect([pos, quiet.events()]).toEqual([1, []]);
    const told = quiet.signals().slice(seen);
    expect([told.map((signal) => signal.__typename), new Set(told.map((signal) => signal.at)).size]).toEqual([
      told.map(() => 'StreamProgress'),
      told.length,
    ]);
    expect(feed.signals().at(-1)!.__typename).toBe('StreamProgress');
    await quick.close();
  });
});
