import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RelationKind } from '../../src/companies/designation.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { addRelation } from '../../src/leads/add-relation.ts';
import { mergeCompanies } from '../../src/leads/merge-companies.ts';
import { mergeWorld } from '../companies/merge-world.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
let asking: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
beforeEach(async () => {
  asking = await world.park(at.other);
});
afterAll(() => world.close());

type Join = (by: TestTeam, one: string, other: string, more?: object) => Promise<{ companyId: string }>;
const merge: Join = async (by, one, other, more = {}) => {
  const known = (uuid: string) => ({ uuid, id: globalId('Company', uuid), name: '' });
  const input = await mergeWorld(world).input(known(one), known(other));
  return mergeCompanies(world.ctx(by, { role: Role.CHIEF }), { ...input, ...more });
};
const relate: Join = (by, one, other, more = {}) =>
  addRelation(world.ctx(by), {
    fromId: globalId('Company', one),
    toId: globalId('Company', other),
    kind: RelationKind.PARENT_OF,
    source: '年报',
    ...more,
  });
const messageOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => '',
    (error: { errors: Array<{ message: string }> }) => error.errors.map(({ message }) => message).join(),
  );
const probes = () =>
  world.db.readSystem<{ kind: string; hits: number; level: string }>(
    `select kind, blind_hits as hits, best_level as level from collision_probe where team_id = $1 and kind <> 'REGISTRATION' order by id`,
    [asking.id],
  );
const told = async (leadId: string) =>
  (
    await world.db.readSystem<{ to: Record<string, number> }>(
      `select audience as to from event where kind = 'COLLISION_PROBED' and subject_id = $1 and payload->>'askingTeamId' = $2`,
      [leadId, asking.id],
    )
  ).map(({ to }) => Object.keys(to));

describe.each<[string, Join, string]>([
  ['a merge', merge, 'mergedId'],
  ['a relation', relate, 'toId'],
])('%s that would give one investor two claims', (_, join, field) => {
  test('tells a team that sees neither nothing but whom to ask; it counts, and both holders hear of it', async () => {
    const [one, other] = [await at.company(), await at.company()];
    const [held, rival] = [await at.claimed(at.park, one), await at.claimed(at.neighbour, other)];
    expect(await refusedWith(join(asking, one, other))).toEqual([`FORBIDDEN ${field}`]);
    const message = await messageOf(join(asking, one, other));
    expect(message).toMatch(/市级团队/);
    expect(message).not.toMatch(/首谈|行业|C3/);
    expect(await probes()).toEqual([
      { kind: 'COUNTED', hits: 2, level: 'EXACT' },
      { kind: 'REPEATED', hits: 2, level: 'EXACT' },
    ]);
    expect([await told(held.leadId), await told(rival.leadId)]).toEqual([[[at.park.id]], [[at.neighbour.id]]]);
    const done = await world.db.readSystem(
      `select 1 from company where id = $1 and merged_into_id is not null
       union all select 1 from company_relation where $1 in (from_id, to_id)
       union all select 1 from event where kind in ('RELATION_ADDED', 'COMPANIES_MERGED') and payload::text like '%' || $1 || '%'`,
      [other],
    );
    expect(done).toEqual([]);
  });

  test('with an own claim counts the other holder alone, who is told', async () => {
    const [mine, other] = [await at.company(), await at.company()];
    const own = await at.claimed(asking, mine);
    const held = await at.claimed(at.park, other);
    expect(await refusedWith(join(asking, mine, other))).toEqual([`FORBIDDEN ${field}`]);
    expect(await probes()).toEqual([{ kind: 'COUNTED', hits: 1, level: 'EXACT' }]);
    expect([await told(own.leadId), await told(held.leadId)]).toEqual([[], [[at.park.id]]]);
  });

  test('is explained to those who see both, and to the city, which is asked then and asks nobody', async () => {
    const [one, other] = [await at.company(), await at.company()];
    const sister = await world.park(at.district);
    await at.claimed(at.park, one);
    await at.claimed(sister, other);
    for (const by of [at.district, at.city]) {
      expect(await refusedWith(join(by, one, other))).toEqual([`CONFLICT ${field}`]);
      expect(await messageOf(join(by, one, other))).toMatch(/行业大类 C\d\d/);
    }
    const counted = await world.db.readSystem<{ team: string; hits: number }>(
      `select distinct team_id as team, blind_hits as hits from collision_probe where team_id = any($1::uuid[]) and kind <> 'REGISTRATION'`,
      [[at.district.id, at.city.id]],
    );
    expect(counted).toEqual([{ team: at.district.id, hits: 0 }]);
  });

  test('is a question of its own for every pair, whichever comes first', async () => {
    const [mine, other, third] = [await at.company(), await at.company(), await at.company()];
    await at.claimed(asking, mine);
    await at.claimed(at.park, other);
    await at.claimed(at.neighbour, third);
    for (const [one, two] of [
      [mine, other],
      [mine, third],
      [third, mine],
    ] as const)
      expect(await refusedWith(join(asking, one, two))).toEqual([`FORBIDDEN ${field}`]);
    expect((await probes()).map(({ kind }) => kind)).toEqual(['COUNTED', 'COUNTED', 'REPEATED']);
  });

  test('is no way round the limits: beyond them neither this is answered nor what would be done', async () => {
    const [one, other, free, alone] = [await at.company(), await at.company(), await at.company(), await at.company()];
    await at.claimed(at.park, one);
    await at.claimed(at.neighbour, other);
    await world.db.readSystem(
      `insert into collision_probe (team_id, kind, terms, blind_hits, best_level, at)
       select $1, 'COUNTED', array['x' || n], 0, 'NONE', $2 from generate_series(1, 60) n`,
      [asking.id, at.now()],
    );
    expect(await refusedWith(join(asking, one, other))).toEqual([`LIMIT_REACHED ${field}`]);
    expect(await refusedWith(join(asking, free, alone))).toEqual([`LIMIT_REACHED ${field}`]);
    expect(await refusedWith(join(at.city, free, alone))).toEqual([]);
  });

  test('is counted once under one key, and not where nothing stands in the way', async () => {
    const [one, other, free] = [await at.company(), await at.company(), await at.company()];
    await at.claimed(at.park, one);
    await at.claimed(at.neighbour, other);
    const more = { idempotencyKey: `${field}-0001` };
    const codes = [await refusedWith(join(asking, one, other, more)), await refusedWith(join(asking, one, other, more))];
    expect(codes).toEqual([[`FORBIDDEN ${field}`], [`FORBIDDEN ${field}`]]);
    expect(await refusedWith(join(asking, one, free))).toEqual([]);
    expect(await probes()).toHaveLength(1);
  });
});

test('another relation brings no groups together and is never counted', async () => {
  const [one, other] = [await at.company(), await at.company()];
  await at.claimed(at.park, one);
  await at.claimed(at.neighbour, other);
  expect(await refusedWith(relate(asking, one, other, { kind: RelationKind.SUPPLIES }))).toEqual([]);
  expect(await refusedWith(relate(asking, one, other, { kind: RelationKind.SUPPLIES }))).toEqual(['CONFLICT kind']);
  expect(await probes()).toEqual([]);
});
