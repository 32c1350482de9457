import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { graphql } from 'graphql';
import { buildAppSchema } from '../../src/app/schema.ts';
import { createLoad } from '../../src/kernel/loaders.ts';
import type { Ctx } from '../../src/kernel/context.ts';
import { company } from '../companies/company-facts.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { chain, covers, link, node, place, type KnownNode } from './chain-facts.ts';

const DOCUMENTS = new URL('../../web/documents/', import.meta.url);
let world: World;
let district: TestTeam;
beforeAll(async () => {
  world = await createWorld();
  district = await world.district(await world.city());
  await covers(world, district, '510114');
  const map = await chain(world, 'MAP');
  const rows: KnownNode[] = [];
  for (let i = 0; i < 60; i++) rows.push(await node(world, map, `环节 ${i}`, i < 10 ? null : rows[i % 10]));
  for (let i = 10; i < 59; i++) await link(world, rows[i]!, rows[i + 1]!);
  for (let i = 0; i < 30; i++)
    await place(world, rows[i * 2]!, await company(world, `企业 ${i}`, { division_code: i % 2 ? '510114' : '440305' }));
});
afterAll(() => world.close());

/** Runs a registered document and counts its statements. */
async function run(name: string, variableValues: Record<string, unknown>) {
  const statements: string[] = [];
  const base = world.ctx(district);
  const read: Ctx['read'] = (sql, params, as) => {
    statements.push(sql);
    return base.read(sql, params, as);
  };
  const ctx = { ...base, read };
  ctx.load = createLoad(ctx);
  const source = readFileSync(new URL(name, DOCUMENTS), 'utf8');
  const result = await graphql({ schema: await buildAppSchema(), source, variableValues, contextValue: ctx });
  return { ...result, statements };
}

describe('chain map', () => {
  test('of all nodes with counts, gap flags and links takes at most four statements', async () => {
    const { data, errors, statements } = await run('q3-chain-map.graphql', { code: 'MAP' });
    expect(errors).toBeUndefined();
    const { nodes, links } = (
      data as unknown as { chain: { nodes: { gapKind: string | null; coverage: { here: number } }[]; links: unknown[] } }
    ).chain;
    expect([nodes.length, links.length]).toEqual([60, 49]);
    expect(nodes.some((each) => each.gapKind === 'FILL') && nodes.some((each) => each.coverage.here > 0)).toBe(true);
    expect(statements.length).toBeLessThanOrEqual(4);
  });
});

describe('company search', () => {
  test('of one page takes a fixed number of statements', async () => {
    const { data, errors, statements } = await run('q4-company-search.graphql', { search: '企业', first: 20 });
    expect(errors).toBeUndefined();
    expect((data as unknown as { companies: { nodes: unknown[] } }).companies.nodes.length).toBe(20);
    expect(statements.length).toBeLessThanOrEqual(3);
  });
});
