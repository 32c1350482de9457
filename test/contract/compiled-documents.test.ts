import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execute, getOperationAST, GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import { createCompiledDocuments, type Direct } from '../../src/app/compiled-documents.ts';
import { registeredDocument } from '../../src/app/hot-documents.ts';
import { buildAppSchema } from '../../src/app/schema.ts';
import { caseSql } from '../../src/cases/case.sql.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import type { Seal } from '../../src/kernel/sealed.ts';
import { leadSql } from '../../src/leads/lead.sql.ts';
import { mergedInto, placed, settled, worldSpec, type RandomWorld, type WorldSpec } from '../access/random-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { randomQuery, type Askable, type RandomQuery } from './random-query.ts';

const WORLDS = Number(process.env.COMPILED_WORLDS ?? (process.env.TEST_ALL === '1' ? 300 : 40));
const DOCUMENTS = 12;
const SEED = Number(process.env.COMPILED_SEED ?? Date.now() % 2_147_483_647);

let world: World;
let schema: GraphQLSchema;
let compiled: Direct;
beforeAll(async () => {
  world = await createWorld();
  schema = await buildAppSchema();
  compiled = createCompiledDocuments(schema);
});
afterAll(() => world.close());

/** Shows what would be sealed, so that cursors of both paths compare. */
const plainSeal: Seal = {
  seal: (purpose, value) => Buffer.from(JSON.stringify([purpose, value])).toString('base64url'),
  open: (purpose, token) => {
    const [made, value] = (token.startsWith('W') ? JSON.parse(Buffer.from(token, 'base64url').toString()) : []) as [
      string?,
      string?,
    ];
    return made === purpose ? value! : null;
  },
  digest: (purpose, value) => `${purpose} ${value}`,
};

const contextOf = (team: TestTeam) => ({ ...world.ctx(team), seal: plainSeal, asOf: 'position' });

/** A document by both paths: text of `data`, and whether the resolvers found errors to tell. */
async function both(team: TestTeam, { query, variables }: RandomQuery) {
  const document = parse(query);
  const asked = { hash: createHash('sha256').update(query).digest('hex'), document, operation: getOperationAST(document)! };
  const direct = compiled(asked, world.viewer(team), () => ({ ...contextOf(team), read: world.db.readHot }), variables);
  const [quick, ordinary] = await Promise.all([
    direct?.catch((error: unknown) => {
      if (!(error instanceof GraphQLError)) throw error;
    }),
    execute({ schema, document, contextValue: contextOf(team), variableValues: variables }),
  ]);
  return {
    quick: typeof quick === 'string' ? JSON.stringify(JSON.parse(quick)) : undefined,
    ordinary: JSON.stringify(ordinary.data),
    errors: ordinary.errors ?? [],
  };
}

/** Values for columns that the access worlds leave empty, some of them hard to write as JSON. */
async function enrich(random: RandomWorld): Promise<void> {
  const ids = random.cases.map(({ id }) => id);
  await world.db.system.query(
    `insert into division (code, name, parent_code, valid_from) values ('510104', '锦江区', '510100', '1990-10-01') on conflict do nothing`,
  );
  await world.db.system.query(
    `update cases set suspended_from = 'ADMISSION', closing_reason = $2, industry_code = 'C3973', stage_since = '2026-01-01T23:59:59.9994Z' where id = any($1)`,
    [ids.slice(1), '"引号"\\\t换\n行\u2028 </script>'],
  );
  await world.db.system.query(
    `update company set division_code = '510104', division_source = 'ADDRESS', registered_on = '2020-02-29', usci_verdict = 'OK', scope = '批发"零售"' where id = $1`,
    [random.companies[0]!.id],
  );
  await world.db.system.query(
    `update activity set happened_on = date '2026-01-05' - (abs(hashtext(id::text)) % 3), text = '谈"了"' where case_id = any($1)`,
    [ids],
  );
  await world.db.system.query(
    `update case_share set since = '2026-01-05T08:00:00Z'::timestamptz + (abs(hashtext(id::text)) % 3) * interval '1 hour' where case_id = any($1)`,
    [ids],
  );
}

async function askableOf(random: RandomWorld): Promise<Askable> {
  const ids = (type: string, of: readonly { id: string }[]) => of.map(({ id }) => globalId(type, id));
  const codes = await world.db.readSystem<{ code: string }>(
    `select code from cases where id = any($1::uuid[]) union all select code from lead where id = any($1::uuid[])`,
    [[...random.cases, ...random.leads].map(({ id }) => id)],
  );
  const cursors = random.teams.map((team, i) => {
    const at = random.cases[i % random.cases.length]!;
    return plainSeal.seal(`CASE:${team.id}:UPDATED_AT:DESC`, JSON.stringify([at.updatedAt, at.id]));
  });
  return {
    ids: [...ids('Case', random.cases), ...ids('Lead', random.leads)],
    codes: codes.map(({ code }) => code),
    cursors,
    teams: ids('Team', random.teams),
    companies: ids('Company', random.companies),
    nodes: random.nodes.map((id) => globalId('ChainNode', id)),
  };
}

/** Documents that the gate would admit, and the registered ones. */
function documentsFor(askable: Askable, seed: number): RandomQuery[] {
  const found: RandomQuery[] = [
    { query: registeredDocument('q1-case-list'), variables: { stage: 'NEGOTIATING' } },
    ...askable.ids.map((id) => ({ query: registeredDocument('q2-case-page'), variables: { id } })),
  ];
  for (let at = 0; found.length < DOCUMENTS; at++) {
    const drawn = randomQuery({ Case: caseSql, Lead: leadSql }, askable, seed + at * 7_919);
    if (validate(schema, parse(drawn.query)).length === 0) found.push(drawn);
  }
  return found;
}

interface Listed {
  cases: { nodes: { latestActivities: object[] }[] };
}

/** A case with three notes. */
const busy: WorldSpec['cases'][number] = {
  word: '电池',
  company: 0,
  companyWord: '芯片',
  node: 0,
  amount: 1,
  minute: 0,
  lead: 0,
  stage: 'SIGNED',
  shares: [],
  given: [],
  notes: [1, 2, 3].map((day) => ({ team: 0, isPrivate: false, day })),
};

describe('compiled documents', () => {
  test(`answer as the resolvers do, for every team of ${WORLDS} random worlds (seed ${SEED})`, async () => {
    const seen = { compiled: 0, left: 0, refused: 0 };
    const property = fc.asyncProperty(worldSpec, fc.nat(), async (spec, drawn) => {
      const random = placed(spec);
      await settled(world, random);
      await enrich(random);
      if (random.cases.length % 2 === 1) await mergedInto(world, random.companies[0]!, random.companies[1]!);
      for (const document of documentsFor(await askableOf(random), drawn)) {
        for (const team of random.teams) {
          const { quick, ordinary, errors } = await both(team, document);
          if (errors.length > 0) {
            seen.refused += 1;
            expect([document, quick]).toEqual([document, undefined]);
          } else if (quick === undefined) {
            seen.left += 1;
          } else {
            seen.compiled += 1;
            expect([document, quick]).toEqual([document, ordinary]);
          }
        }
      }
    });
    await fc.assert(property, { numRuns: WORLDS, seed: SEED, endOnFailure: true });
    process.stderr.write(`compiled documents: ${JSON.stringify(seen)}\n`);
    expect(seen.left).toBeLessThan(seen.compiled / 10);
    expect(seen.refused).toBeGreaterThan(0);
  }, 1_800_000);

  test('one document answers each set of variables for itself: conditions, defaults, null and nested arguments', async () => {
    const team = await world.city();
    const random = placed({ teams: [], leads: [], cases: [busy] });
    await settled(world, random);
    const query = `query ($n: Int! = 2, $with: Boolean! = true, $first: Int) { cases(first: $first) { nodes {
      title @include(if: $with) latestActivities(first: $n) { id } } } }`;
    const lengths: unknown[] = [];
    for (const variables of [{}, { n: 1 }, { n: null }, {}, { with: false }, { n: 11 }, { n: 3, with: true }, { first: null }]) {
      const asked = { query, variables: { first: 5, ...variables } };
      const { quick, ordinary, errors } = await both(random.teams[0]!, asked);
      if (errors.length === 0) expect(quick).toBe(ordinary);
      const [shown] = quick ? (JSON.parse(quick) as Listed).cases.nodes : [];
      lengths.push(shown ? [shown.latestActivities.length, 'title' in shown] : undefined);
    }
    expect(lengths).toEqual([[2, true], [1, true], undefined, [2, true], [2, false], undefined, [3, true], undefined]);
    expect((await both(team, { query, variables: { first: 5 } })).quick).toBe('{"cases":{"nodes":[]}}');
  });

  test('what has no SQL form is left to the resolvers, and so is what PostgreSQL would cut or not name', async () => {
    const team = await world.city();
    const left = async (query: string) => (await both(team, { query, variables: {} })).quick;
    expect(await left('{ cases(first: 1) { nodes { code } } }')).toBeDefined();
    for (const selection of [
      'viewerCanMove',
      'activities(first: 1) { nodes { id } }',
      `${'a'.repeat(64)}: code`,
      'code @skip(if: true)',
      'leadTeam { memberships { id } }',
    ])
      expect([selection, await left(`{ cases(first: 1) { nodes { ${selection} } } }`)]).toEqual([selection, undefined]);
    expect(await left('{ cases(first: 1) { nodes { code } } viewer { teamId: team { id } } }')).toBeUndefined();
    expect(await left('{ __typename c: case(code: "none") { code } }')).toBe('{"__typename":"Query","c":null}');
  });
});
