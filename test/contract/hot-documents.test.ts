import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cursorPurpose } from '../../src/access/visible-list.ts';
import { createHot, registeredDocument } from '../../src/app/hot-documents.ts';
import { searchPlan } from '../../src/companies/search-plan.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { mergedInto, placed, settled, worldSpec } from '../access/random-world.ts';
import { ask } from '../ask.ts';
import { company } from '../companies/company-facts.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

const WORLDS = Number(process.env.HOT_WORLDS ?? 40);
const SEED = Number(process.env.HOT_SEED ?? Date.now() % 2_147_483_647);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const hot = createHot();
const byHash = (hash: string) => ({ hash }) as Parameters<typeof hot>[0];
const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');

/** Sealed cursors differ each time they are made; what is inside must not. */
function opened(data: unknown, team: TestTeam, term = ''): unknown {
  const { cases, companies } = data as Record<'cases' | 'companies', { pageInfo: { endCursor: string | null } } | undefined>;
  const cursor = cases?.pageInfo.endCursor;
  if (cursor) cases.pageInfo.endCursor = world.seal.open(cursorPurpose('CASE', team.id, 'UPDATED_AT', true), cursor);
  const found = companies?.pageInfo.endCursor;
  // The term that the cursor is bound to is the one asked for.
  if (found) companies.pageInfo.endCursor = world.seal.open(`companies search ${term}`, found);
  return data;
}

/** One document by both paths; undefined where the statement is not for these variables. */
async function both(name: string, team: TestTeam, variables: Record<string, unknown>) {
  const source = registeredDocument(name);
  const answer = hot(
    byHash(hashOf(source)),
    world.viewer(team),
    () => ({ ...world.ctx(team), read: world.db.readHot }),
    variables,
  );
  const { data, errors } = await ask<object>(world, team, source, variables);
  expect(errors).toBeUndefined();
  const term =
    typeof variables.search === 'string' ? (searchPlan(variables.search) as { term?: string } | null)?.term : undefined;
  return { quick: answer && opened(JSON.parse(String(await answer)), team, term), ordinary: opened(data, team, term) };
}

/** A chain whose nodes, links, companies and places are drawn at random. */
const mapSpec = fc.record({
  parents: fc.array(fc.integer({ min: -1, max: 6 }), { minLength: 1, maxLength: 8 }),
  ordinals: fc.array(fc.nat(12), { minLength: 8, maxLength: 8 }),
  links: fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 6, selector: String }),
  companies: fc.array(fc.constantFrom('510104', '510105', 'zone', null), { maxLength: 6 }),
  places: fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(5)), { maxLength: 10, selector: String }),
});
type MapSpec = typeof mapSpec extends fc.Arbitrary<infer S> ? S : never;

async function drawChain(spec: MapSpec, home: TestTeam): Promise<string> {
  const [chainId, code, at] = [randomUUID(), randomUUID(), new Date()];
  await world.insert('chain', {
    id: chainId,
    code,
    name: '链',
    edition: '1',
    source: '测试',
    is_demo: false,
    version: 1,
    created_at: at,
    updated_at: at,
  });
  const nodes = spec.parents.map(() => randomUUID());
  for (const [i, drawn] of spec.parents.entries()) {
    const parent = i === 0 || drawn < 0 ? null : nodes[drawn % i]!;
    await world.insert('chain_node', {
      id: nodes[i],
      chain_id: chainId,
      parent_id: parent,
      code: `${i}`,
      name: `环节"${i}"`,
      position: null,
      ordinal: spec.ordinals[i],
      depth: 1,
      is_leaf: false,
    });
  }
  const node = (i: number): string => nodes[i % nodes.length]!;
  for (const [from, to] of new Map(spec.links.map((link) => [`${node(link[0])}${node(link[1])}`, link])).values()) {
    await world.insert('chain_link', { id: randomUUID(), supplier_id: node(from), customer_id: node(to), source: '测试' });
  }
  const companies: string[] = [];
  for (const place of spec.companies) {
    const id = randomUUID();
    companies.push(id);
    const where = place === 'zone' ? { zone_code: home.code } : { division_code: place };
    await world.insert('company', {
      id,
      name: id,
      normalised_name: id,
      listing_code: id,
      source: '测试',
      is_demo: false,
      version: 1,
      created_at: at,
      updated_at: at,
      ...where,
    });
  }
  const pairs = companies.length === 0 ? [] : spec.places.map(([n, c]) => [node(n), companies[c % companies.length]!] as const);
  for (const [nodeId, companyId] of new Map(pairs.map((pair) => [pair.join(), pair])).values()) {
    await world.insert('placement', {
      id: randomUUID(),
      node_id: nodeId,
      company_id: companyId,
      status: 'CONFIRMED',
      source: '测试',
      created_at: at,
    });
  }
  return code;
}

describe('hot documents', () => {
  test(`case list and case page answer as the ordinary path, for every team of ${WORLDS} random worlds (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(worldSpec, async (spec) => {
        const random = placed(spec);
        await settled(world, random);
        if (random.cases.length % 2 === 1) await mergedInto(world, random.companies[0]!, random.companies[1]!);
        for (const team of random.teams) {
          for (const stage of ['NEGOTIATING', 'ADMISSION']) {
            const { quick, ordinary } = await both('q1-case-list', team, { stage });
            expect(quick).toEqual(ordinary);
          }
          for (const { id } of random.cases) {
            const { quick, ordinary } = await both('q2-case-page', team, { id: globalId('Case', id) });
            expect(quick).toEqual(ordinary);
          }
        }
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  }, 300_000);

  test(`chain map answers as the ordinary path over random chains (seed ${SEED})`, async () => {
    const city = await world.city();
    const district = await world.district(city);
    const park = await world.park(district);
    const office = await world.team(TeamKind.DEPARTMENT, district);
    for (const [code, name] of [
      ['510100', '成都市'],
      ['510104', '锦江区'],
      ['510105', '青羊区'],
    ]) {
      await world.db.system.query('insert into division (code, name) values ($1, $2) on conflict do nothing', [code, name]);
    }
    await world.insert('team_division', { team_id: district.id, division_code: '510104' });
    await world.insert('team_division', { team_id: city.id, division_code: '510100' });
    await fc.assert(
      fc.asyncProperty(mapSpec, async (spec) => {
        const code = await drawChain(spec, park);
        for (const team of [city, district, park, office]) {
          const { quick, ordinary } = await both('q3-chain-map', team, { code });
          expect(quick).toEqual(ordinary);
        }
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  }, 300_000);

  test('chain map follows every change of the chain, whoever makes it', async () => {
    const city = await world.city();
    const [links, parents] = [[[0, 1]] as Array<[number, number]>, [-1, 0, 0]];
    const nothing = { companies: [], places: [], ordinals: [1, 2, 3, 4, 5, 6, 7, 8] };
    const code = await drawChain({ ...nothing, links, parents }, city);
    const sql = (text: string, values: unknown[] = []) => world.db.system.query(text, values);
    const ofChain = 'chain_id = (select id from chain where code = $1 limit 1)';
    const changes = [
      'select 1',
      `update chain set name = '改名' where code = $1`,
      `update chain_node set name = '换了名字' where ${ofChain} and code = '1'`,
      `update chain_node set ordinal = 99 where ${ofChain} and code = '1'`,
      `insert into chain_node (id, chain_id, code, name, ordinal, depth, is_leaf) select gen_random_uuid(), id, '9', '新环节', 1, 1, true from chain where code = $1`,
      `insert into chain_link (id, supplier_id, customer_id, source) select gen_random_uuid(), a.id, b.id, '测试'
          from chain_node a join chain_node b using (chain_id) where a.${ofChain} and a.code = '2' and b.code = '9'`,
      `update chain_link set customer_id = supplier_id where supplier_id in (select id from chain_node where ${ofChain} and code = '2')`,
      `delete from chain_link where supplier_id in (select id from chain_node where ${ofChain} and code = '2')`,
      `delete from chain_node where ${ofChain} and code = '9'`,
      `insert into chain (id, code, name, edition, source, is_demo, version, created_at, updated_at) select gen_random_uuid(), code, '新版', '2', source, false, 1, now(), now() from chain where code = $1`,
      `delete from chain where code = $1 and edition = '2'`,
    ];
    let before: unknown;
    for (const text of changes) {
      await sql(text, text.includes('$1') ? [code] : []);
      const { quick, ordinary } = await both('q3-chain-map', city, { code });
      expect({ text, map: quick }).toEqual({ text, map: ordinary });
      expect({ text, map: quick }).not.toEqual({ text, map: before });
      before = quick;
    }
    expect((await both('q3-chain-map', city, { code: 'no such chain' })).quick).toEqual({ chain: null });
  });

  test('a list longer than a page says so and gives the cursor of its last case', async () => {
    const random = placed({
      teams: [],
      leads: [],
      cases: Array.from({ length: 53 }, (_, i) => ({
        word: '电池',
        company: 0,
        companyWord: '芯片',
        node: 0,
        amount: 1,
        minute: i % 7,
        lead: 0,
        stage: 'SIGNED',
        shares: [],
        notes: [],
        given: [],
      })),
    });
    await settled(world, random);
    const { quick, ordinary } = await both('q1-case-list', random.teams[0]!, { stage: 'SIGNED' });
    expect(quick).toEqual(ordinary);
    expect(quick).toMatchObject({ cases: { pageInfo: { hasNextPage: true } } });
  });

  test(`company search answers as the ordinary path, for random names and terms (seed ${SEED})`, async () => {
    const district = await world.district(await world.city());
    const word = fc.constantFrom('锦城', '科技', '成都', '云海', '电', 'ABC', '光"谷', '100%', '有限');
    const names = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    const terms = fc.array(fc.array(word, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(names, terms, fc.integer({ min: 1, max: 5 }), async (drawn, asked, first) => {
        for (const [i, parts] of drawn.entries()) {
          const place = i % 2 === 0 ? { division_code: '510104', registered_on: '2020-02-29' } : { listing_code: randomUUID() };
          await company(
            world,
            `${parts.join('')}有限公司`,
            place,
            i % 3 === 0 ? [['FORMER', `${parts.toReversed().join('')}厂`]] : [],
          );
        }
        for (const parts of [...asked, ['jin'], ['cd'], ['没有这个']]) {
          const search = parts.join('');
          const { quick, ordinary } = await both('q4-company-search', district, { search, first });
          if (searchPlan(search)?.by === 'NAME' || searchPlan(search)?.by === 'LATIN') expect(quick).toEqual(ordinary);
          else expect(quick).toBeUndefined();
        }
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  }, 300_000);

  test('further pages, foreign ids, other territories and partners are left to the ordinary path', async () => {
    const [city, partner] = [await world.city(), await world.partner()];
    const left = (name: string, team: TestTeam, variables: Record<string, unknown>) =>
      hot(byHash(hashOf(registeredDocument(name))), world.viewer(team), () => world.ctx(team), variables);
    expect(left('q1-case-list', city, { stage: 'SIGNED', after: 'x' })).toBeUndefined();
    expect(left('q1-case-list', city, { stage: 'NO_STAGE' })).toBeUndefined();
    expect(left('q2-case-page', city, { id: globalId('Lead', city.id) })).toBeUndefined();
    expect(left('q3-chain-map', city, { code: 'x', teamId: globalId('Team', city.id) })).toBeUndefined();
    expect(left('q3-chain-map', partner, { code: 'x' })).toBeUndefined();
    for (const odd of [
      { search: '锦城', first: 0 },
      { search: '锦城', first: 101 },
      { search: '锦城', first: 1, after: 'x' },
      { search: ' ', first: 1 },
      { search: '510107', first: 1 },
      { search: '有限公司', first: 1 },
      { first: 1 },
    ])
      expect(left('q4-company-search', city, odd)).toBeUndefined();
    expect(left('q4-company-search', partner, { search: '锦城', first: 1 })).toBeUndefined();
    expect(hot(byHash('0'.repeat(64)), world.viewer(city), () => world.ctx(city), {})).toBeUndefined();
  });
});
