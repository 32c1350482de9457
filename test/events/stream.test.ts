import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { CASE_EVENTS, EVENTS, TEAM_FEED, createStage, type Stage } from './stage.ts';

let world: World;
let stage: Stage;
let [city, district, park, partner] = [] as unknown as TestTeam[];
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  city = await world.city();
  district = await world.district(city);
  park = await world.park(district);
  partner = await world.partner();
});
afterAll(async () => {
  await stage.close();
  await world.close();
});

const moved = { payload: { title: '某项目', intent: '扩产', phone: '13800000000' } };
/** Event types resolve plain fields on the source; what an act recorded is its payload. */
const publish = async (event: Parameters<Stage['append']>[0]) => {
  stage.append(event);
  await stage.apply();
};

describe('a stream', () => {
  test('begins with a cursor and shows each team what its level shows', async () => {
    const { uuid, audience } = await stage.case([
      [city!, 1],
      [district!, 2],
      [park!, 3],
    ]);
    const [a, b, c] = await Promise.all([city!, district!, park!].map((team) => stage.listen(team, TEAM_FEED)));
    expect(a!.signals()).toMatchObject([{ __typename: 'StreamProgress' }]);
    await publish({ guardId: uuid, audience, ...moved });
    await Promise.all([a!, b!, c!].map((each) => each.until(() => each.events().length === 1)));
    expect(a!.events()).toMatchObject([
      { kind: 'CASE_STAGE_MOVED', title: '某项目', stageNow: 'NEGOTIATING', maskedFields: ['intent', 'phone'] },
    ]);
    expect(b!.events()).toMatchObject([{ title: '某项目', maskedFields: ['phone'] }]);
    expect(c!.events()).toMatchObject([{ title: '某项目', maskedFields: [] }]);
  });

  test('shows the lower of the level at commit and the level now', async () => {
    const { uuid } = await stage.case([
      [park!, 3],
      [district!, 1],
    ]);
    const [a, b] = [await stage.listen(park!, TEAM_FEED), await stage.listen(district!, TEAM_FEED)];
    await publish({ guardId: uuid, audience: { [park!.id]: 1, [district!.id]: 3 }, ...moved });
    await a.until(() => a.events().length === 1);
    await b.until(() => b.events().length === 1);
    expect([a.events()[0]!.maskedFields, b.events()[0]!.maskedFields]).toEqual([
      ['intent', 'phone'],
      ['intent', 'phone'],
    ]);
  });

  test('is silent to teams outside the audience, without access now, or below the event’s minimum', async () => {
    const { uuid } = await stage.case([
      [city!, 2],
      [district!, 2],
    ]);
    const all = await Promise.all([city!, district!, park!].map((team) => stage.listen(team, TEAM_FEED)));
    // The city joined later; the park has left; the district is below the minimum.
    await publish({ guardId: uuid, minimum: 3, audience: { [district!.id]: 3, [park!.id]: 3 }, ...moved });
    await publish({ kind: 'COMPANY_REGISTERED', subjectType: 'Company' });
    for (const each of all) {
      await each.until(() => each.events().length > 0);
      expect(each.events().map((event) => event.kind)).toEqual(['COMPANY_REGISTERED']);
    }
  });

  test('tells every team but partners of what every team may read', async () => {
    const { uuid } = await stage.case([[partner!, 1]]);
    const heard = await stage.listen(partner!, TEAM_FEED);
    await publish({ kind: 'COMPANY_REGISTERED', subjectType: 'Company' });
    await publish({ guardId: uuid, audience: { [partner!.id]: 1 }, ...moved });
    await heard.until(() => heard.events().length > 0);
    expect(heard.events().map((event) => event.kind)).toEqual(['CASE_STAGE_MOVED']);
  });

  test('is narrowed by kind and by case', async () => {
    const [one, other] = [await stage.case([[park!, 3]]), await stage.case([[park!, 3]])];
    const byKind = await stage.listen(park!, EVENTS, { filter: { kinds: ['COMPANY_REGISTERED'] } });
    const byCase = await stage.listen(park!, EVENTS, { filter: { caseId: one.id } });
    const ofCase = await stage.listen(park!, CASE_EVENTS, { caseId: one.id });
    await publish({ guardId: other.uuid, audience: other.audience, version: 7, ...moved });
    await publish({ guardId: one.uuid, audience: one.audience, version: 8, ...moved });
    await publish({ kind: 'COMPANY_REGISTERED', subjectType: 'Company', version: 9 });
    for (const [each, version] of [
      [byKind, 9],
      [byCase, 8],
      [ofCase, 8],
    ] as const) {
      await each.until(() => each.events().length > 0);
      expect(each.events().map((event) => event.version)).toEqual([version]);
    }
  });
});

describe('a stream of one case', () => {
  test('tells what is about the case and guarded by another record', async () => {
    const [one, other] = [await stage.case([[park!, 3]]), await stage.case([[park!, 3]])];
    const filtered = await stage.listen(park!, EVENTS, { filter: { caseId: one.id } });
    await publish({ guardId: other.uuid, subjectId: one.uuid, audience: other.audience, version: 5, ...moved });
    await publish({ guardId: one.uuid, audience: one.audience, version: 6, ...moved });
    await filtered.until(() => filtered.events().at(-1)?.version === 6);
    expect(filtered.events().map((event) => event.version)).toEqual([5, 6]);
  });
});

describe('a withdrawn team', () => {
  test('that has the case again by then is told, and its case stream goes on', async () => {
    const { uuid, id, audience } = await stage.case([[park!, 3]]);
    const ofCase = await stage.listen(park!, CASE_EVENTS, { caseId: id });
    stage.append({ guardId: uuid, kind: 'CASE_SHARE_WITHDRAWN', audience: {}, revoked: [park!.id] });
    await publish({ guardId: uuid, audience, version: 2, ...moved });
    await ofCase.until(() => ofCase.events().length > 0 || ofCase.ended());
    expect(ofCase.signals().at(-1)).toEqual({ __typename: 'AccessRevoked', recordId: id, recordKind: 'CASE' });
    expect([ofCase.events().map((event) => event.version), ofCase.ended()]).toEqual([[2], false]);
  });

  test('is told once on every open stream, hears nothing after it, and its case stream completes', async () => {
    const { uuid, id, audience } = await stage.case([
      [city!, 2],
      [park!, 3],
    ]);
    const [feed, ofCase] = [await stage.listen(park!, TEAM_FEED), await stage.listen(park!, CASE_EVENTS, { caseId: id })];
    const other = await stage.listen(city!, CASE_EVENTS, { caseId: id });
    await publish({ guardId: uuid, audience, version: 1, ...moved });
    await stage.withdraw(uuid, park!);
    await publish({ guardId: uuid, kind: 'CASE_SHARE_WITHDRAWN', audience: { [city!.id]: 2 }, revoked: [park!.id], version: 2 });
    await publish({ guardId: uuid, audience: { [city!.id]: 2 }, version: 3, ...moved });
    await publish({ kind: 'COMPANY_REGISTERED', subjectType: 'Company', version: 4 });
    await feed.until(() => feed.events().length === 2);
    await other.until(() => other.events().length === 3);
    await ofCase.until(() => ofCase.ended());
    expect(
      feed
        .streamed()
        .slice(1)
        .map((s) => s.signal?.__typename ?? s.event!.version),
    ).toEqual([1, 'AccessRevoked', 4]);
    expect(feed.signals().at(-1)).toEqual({ __typename: 'AccessRevoked', recordId: id, recordKind: 'CASE' });
    expect(
      ofCase
        .streamed()
        .slice(1)
        .map((s) => s.signal?.__typename ?? s.event!.version),
    ).toEqual([1, 'AccessRevoked']);
  });

  test('hears nothing of what was committed before the withdrawal and is delivered after it', async () => {
    const { uuid, audience } = await stage.case([[park!, 3]]);
    const feed = await stage.listen(park!, TEAM_FEED);
    stage.append({ guardId: uuid, audience, version: 1, ...moved });
    await stage.withdraw(uuid, park!);
    stage.append({ guardId: uuid, kind: 'CASE_SHARE_WITHDRAWN', audience: {}, revoked: [park!.id] });
    await stage.apply();
    await feed.until(() => feed.signals().length === 2);
    expect([feed.events(), feed.signals().at(-1)]).toMatchObject([[], { __typename: 'AccessRevoked' }]);
  });

  test('does not get a message during whose making it was withdrawn or lowered', async () => {
    let looked = 0;
    const between: Array<() => Promise<unknown>> = [];
    const own = await createStage(world, {
      read: async (sql, params, name) => {
        if (name === 'access_now' && ++looked === 2) for (const change of between) await change();
        return world.db.readSystem(sql, params, name);
      },
    });
    const { uuid, audience } = await own.case([
      [park!, 3],
      [district!, 3],
      [city!, 3],
    ]);
    const [gone, lowered, kept] = await Promise.all([park!, district!, city!].map((team) => own.listen(team, TEAM_FEED)));
    between.push(() => own.withdraw(uuid, park!));
    between.push(() =>
      world.db.readSystem('update access set level = 1 where subject_id = $1 and team_id = $2', [uuid, district!.id]),
    );
    own.append({ guardId: uuid, audience, version: 1, ...moved });
    await own.apply();
    own.append({ kind: 'COMPANY_REGISTERED', subjectType: 'Company', version: 2 });
    await own.apply();
    await Promise.all([gone!, lowered!, kept!].map((each) => each.until(() => each.events().at(-1)?.version === 2)));
    expect(gone!.events().map((event) => event.version)).toEqual([2]);
    expect(lowered!.events().map((event) => [event.version, event.maskedFields])).toEqual([
      [1, ['intent', 'phone']],
      [2, undefined],
    ]);
    expect(kept!.events()[0]).toMatchObject({ version: 1, maskedFields: [] });
    await own.close();
  });

  test('that opens the case with its own cursor is told so; with none, or a list’s, the case does not exist', async () => {
    const { uuid, id } = await stage.case([[park!, 3]]);
    const before = await stage.listen(park!, CASE_EVENTS, { caseId: id });
    const after = before.cursor();
    before.ws.close();
    await stage.withdraw(uuid, park!);
    const again = await stage.listen(park!, CASE_EVENTS, { caseId: id, after });
    await again.until(() => again.ended());
    expect(again.signals()).toEqual([{ __typename: 'AccessRevoked', recordId: id, recordKind: 'CASE' }]);
    const asOf = world.seal.seal('stream', JSON.stringify([0, '*']));
    for (const variables of [{ caseId: id }, { caseId: id, after: asOf }, { caseId: 'nonsense' }]) {
      expect((await stage.listen(park!, CASE_EVENTS, variables)).failure()?.extensions.code).toBe('NOT_FOUND');
    }
  });
});

describe('a cursor', () => {
  test('of a list suits every filter; forged, foreign and other filters’ cursors are refused', async () => {
    const asOf = world.seal.seal('stream', JSON.stringify([stage.log.length, '*']));
    expect((await stage.listen(park!, EVENTS, { filter: { kinds: ['CASE_OPENED'] }, after: asOf })).failure()).toBeUndefined();
    const feed = await stage.listen(park!, TEAM_FEED);
    const forged = feed.cursor().slice(0, -2) + (feed.cursor().endsWith('A') ? 'B' : 'A');
    const list = world.seal.seal('list', JSON.stringify([1, '*']));
    for (const after of [forged, list, '', 'x'.repeat(5_000)]) {
      expect((await stage.listen(park!, TEAM_FEED, { after })).failure()?.extensions.code).toBe('BAD_CURSOR');
    }
    const other = await stage.listen(park!, EVENTS, { filter: { kinds: ['CASE_OPENED'] }, after: feed.cursor() });
    expect(other.failure()?.extensions.code).toBe('BAD_CURSOR');
  });

  test('filter ids that are none are refused by name', async () => {
    const refused = await stage.listen(park!, EVENTS, { filter: { caseId: 'x' } });
    expect(refused.failure()).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'filter.caseId' } });
  });
});

describe('errors in a stream', () => {
  test('are masked and do not hold up what follows', async () => {
    const { uuid, audience } = await stage.case([[park!, 3]]);
    const feed = await stage.listen(park!, TEAM_FEED);
    await publish({ guardId: uuid, audience, payload: { title: '破坏' } });
    await publish({ guardId: uuid, audience, version: 2, ...moved });
    await feed.until(() => feed.streamed().length === 3);
    const [, broken] = feed.messages.filter((m) => m.type === 'next');
    expect(broken!.payload!.errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(feed.raw.join()).not.toMatch(/select|secret|stack/);
    expect(feed.events().at(-1)).toMatchObject({ version: 2 });
  });
});
