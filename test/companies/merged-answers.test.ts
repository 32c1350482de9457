import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDesignation } from '../../src/companies/add-designation.ts';
import { addRelation } from '../../src/leads/add-relation.ts';
import { placeCompany } from '../../src/chains/place-company.ts';
import { updateCase } from '../../src/cases/update-case.ts';
import { DesignationKind, RelationKind } from '../../src/companies/designation.ts';
import { updateCompany } from '../../src/companies/update-company.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { mergeCompanies } from '../../src/leads/merge-companies.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
import { ask } from '../ask.ts';
import { caseGid, dealWorld, leadGid, leadInput, refusedWith, type DealWorld } from '../cases/deal-world.ts';
import { chain, covers, node, place, type KnownChain, type KnownNode } from '../chains/chain-facts.ts';
import { createWorld, type World } from '../world.ts';
import { company, usciOf, type KnownCompany } from './company-facts.ts';
import { mergeWorld } from './merge-world.ts';

let world: World;
let deal: DealWorld;
let words: ReturnType<typeof mergeWorld>;
let short: KnownCompany;
let full: KnownCompany;
let supplier: KnownCompany;
let drawn: KnownChain;
let nodes: KnownNode[];
let leadId: string;
let caseId: string;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  words = mergeWorld(world);
  await covers(world, deal.district, '510107');
  short = await company(world, '京源环保', { listing_code: '600001.SH', updated_at: new Date('2026-01-03') });
  full = await company(world, '江苏京源环保股份有限公司', { usci: usciOf(1), address: '某地', division_code: '510107' });
  supplier = await company(world, '膜材料供应商', { usci: usciOf(2) });
  drawn = await chain(world, 'ANSWERS');
  nodes = [await node(world, drawn, '水处理'), await node(world, drawn, '膜组件')];
  await place(world, nodes[0]!, short);
  await place(world, nodes[0]!, full);
  await place(world, nodes[1]!, full);
  const by = { companyDescription: null };
  leadId = await deal.lead(deal.park, { companyId: full.id, ...by });
  caseId = await deal.opened(deal.park, { companyId: full.id, ...by });
  await deal.lead(deal.park, { companyId: short.id, ...by });
  await addDesignation(world.ctx(deal.city), {
    companyId: full.id,
    kind: DesignationKind.CHAIN_LEADER,
    title: '链主',
    source: '名单',
  });
  await addDesignation(world.ctx(deal.city), {
    companyId: short.id,
    kind: DesignationKind.LISTED,
    title: '上市公司',
    source: '名单',
  });
  await addDesignation(world.ctx(deal.city), {
    companyId: full.id,
    kind: DesignationKind.LISTED,
    title: '上市公司',
    source: '年报',
  });
  for (const to of [short, full])
    await addRelation(world.ctx(deal.city), { fromId: supplier.id, toId: to.id, kind: RelationKind.SUPPLIES, source: '年报' });
  await addRelation(world.ctx(deal.city), { fromId: short.id, toId: full.id, kind: RelationKind.PARENT_OF, source: '年报' });
  for (const each of [short, full])
    for (const product of ['滤膜', `产品 ${each.name}`])
      await world.insert('company_product', { id: crypto.randomUUID(), company_id: each.uuid, product, source: '年报' });
});
afterAll(() => world.close());

const LISTS = ['NAME', 'REGISTERED_ON', 'UPDATED_AT'].map(
  (order) => `${order}: companies(first: 9, orderBy: ${order}) { nodes { name } totalCount }`,
);
const SEEN = `query ($short: ID!, $full: ID!, $lead: ID!, $case: ID!, $node: ID!) {
  ${LISTS.join('\n')}
  old: companies(first: 9, filter: { search: "江苏京源" }) { nodes { id name } totalCount }
  spelled: companies(first: 9, filter: { search: "jiangsujingyuan" }) { nodes { name } totalCount }
  code: companies(first: 9, filter: { search: "${usciOf(1)}" }) { nodes { name } totalCount }
  placed: companies(first: 9, filter: { chainNodeId: $node }) { nodes { name } totalCount }
  titled: companies(first: 9, filter: { designationKind: CHAIN_LEADER }) { nodes { name } totalCount }
  leadCompanies(first: 9) { nodes { name } totalCount }
  leaders: leadCompanies(first: 9, filter: { designationKind: CHAIN_LEADER }) { nodes { name } totalCount }
  byId: node(id: $full) { id ... on Company { name } }
  batch: nodes(ids: [$full, $short]) { id }
  usci: company(by: { usci: "${usciOf(1)}" }) { name }
  lead(id: $lead) { company { id name } }
  case(id: $case) { company { id name } }
  leads(filter: { companyId: $short }, first: 9) { totalCount }
  mergedLeads: leads(filter: { companyId: $full }, first: 9) { totalCount }
  cases(filter: { companyId: $short }, first: 9) { nodes { id } totalCount }
  oldNameCases: cases(filter: { search: "江苏京源" }, first: 9) { totalCount }
  newNameCases: cases(filter: { search: "京源环保" }, first: 9) { totalCount }
  company(by: { id: $short }) {
    leads(first: 9) { totalCount } cases(first: 9) { totalCount }
    designations { kind title source } products(first: 9) { product }
    relations { kind from { name } to { name } } placements { node { name } }
  }
  chain(by: { code: "ANSWERS" }) { nodes { name coverage { here elsewhere unknown } gapKind companies(first: 9) { totalCount } } }
}`;
async function seen() {
  const variables = { short: short.id, full: full.id, lead: leadGid(leadId), case: caseGid(caseId), node: nodes[0]!.id };
  const { data, errors } = await ask<Record<string, object>>(world, deal.district, SEEN, variables);
  expect(errors).toBeUndefined();
  return data!;
}
const named = (...names: string[]) => ({ nodes: names.map((name) => ({ name })), totalCount: names.length });

describe('a merged company', () => {
  test('answers as its survivor everywhere, and all is as before when the merge is undone', async () => {
    const before = await seen();
    expect(before).toMatchObject({
      NAME: { totalCount: 3 },
      cases: { totalCount: 0 },
      chain: {
        nodes: [{ coverage: { here: 1, elsewhere: 0, unknown: 1 } }, { coverage: { here: 1, elsewhere: 0, unknown: 0 } }],
      },
    });
    const mergeId = await words.merge(deal.park, short, full);
    const now = await seen();
    const one = { id: short.id, name: short.name };
    expect(now).toEqual({
      NAME: named('京源环保', '膜材料供应商'),
      REGISTERED_ON: { nodes: expect.arrayContaining([{ name: '京源环保' }]), totalCount: 2 },
      UPDATED_AT: named('京源环保', '膜材料供应商'),
      old: { nodes: [one], totalCount: 1 },
      spelled: named('京源环保'),
      code: named('京源环保'),
      placed: named('京源环保'),
      titled: named('京源环保'),
      leadCompanies: named('京源环保'),
      leaders: named('京源环保'),
      byId: one,
      batch: [{ id: short.id }, { id: short.id }],
      usci: { name: '京源环保' },
      lead: { company: one },
      case: { company: one },
      leads: { totalCount: 3 },
      mergedLeads: { totalCount: 3 },
      cases: { nodes: [{ id: caseGid(caseId) }], totalCount: 1 },
      oldNameCases: { totalCount: 1 },
      newNameCases: { totalCount: 1 },
      company: {
        leads: { totalCount: 3 },
        cases: { totalCount: 1 },
        designations: [
          { kind: 'LISTED', title: '上市公司', source: expect.any(String) },
          { kind: 'CHAIN_LEADER', title: '链主', source: '名单' },
        ],
        products: ['产品 京源环保', '产品 江苏京源环保股份有限公司', '滤膜'].map((product) => ({ product })),
        relations: [{ kind: 'SUPPLIES', from: { name: '膜材料供应商' }, to: { name: '京源环保' } }],
        placements: expect.arrayContaining(nodes.map(({ name }) => ({ node: { name } }))),
      },
      chain: {
        nodes: nodes.map(({ name }) => ({
          name,
          coverage: { here: 1, elsewhere: 0, unknown: 0 },
          gapKind: null,
          companies: { totalCount: 1 },
        })),
      },
    });
    await words.unmerge(deal.park, mergeId);
    const after = await seen();
    // When they last changed is not as before, so the order by it may not be either.
    expect({ ...after, UPDATED_AT: null }).toEqual({ ...before, UPDATED_AT: null });
  });

  test('keeps the leads and cases that were made with it: new ones name the survivor, old ones their own', async () => {
    const mergeId = await words.merge(deal.park, short, full);
    const { leadId: fresh } = await registerLead(world.ctx(deal.park), {
      ...leadInput(),
      companyId: full.id,
      companyDescription: null,
    });
    const companyOf = async (table: 'lead' | 'cases', id: string) =>
      (await world.db.readSystem<{ id: string }>(`select company_id as id from ${table} where id = $1`, [id]))[0]!.id;
    expect(await companyOf('lead', fresh)).toBe(short.uuid);
    for (const given of [short, full]) {
      await updateLead(world.ctx(deal.park), { id: leadGid(leadId), expectedVersion: 1, companyId: given.id });
      await updateCase(world.ctx(deal.park), { id: caseGid(caseId), expectedVersion: 1, companyId: given.id });
    }
    expect([await companyOf('lead', leadId), await companyOf('cases', caseId)]).toEqual([full.uuid, full.uuid]);
    expect(await world.events(leadId)).toEqual(['LEAD_REGISTERED']);
    await updateLead(world.ctx(deal.park), { id: leadGid(fresh), expectedVersion: 1, companyId: supplier.id });
    expect(await companyOf('lead', fresh)).toBe(supplier.uuid);
    await words.unmerge(deal.park, mergeId);
  });

  test('is written to as its survivor; facts only by those who have read the survivor', async () => {
    const other = await node(world, drawn, '管网');
    const mergeId = await words.merge(deal.park, short, full);
    await addDesignation(world.ctx(deal.park), {
      companyId: full.id,
      kind: DesignationKind.OTHER,
      title: '专精特新',
      source: '名单',
    });
    await placeCompany(world.ctx(deal.park), { nodeId: other.id, companyId: full.id, source: '官网' });
    const [written] = await world.db.readSystem(
      `select (select company_id from designation where title = '专精特新') as titled, (select company_id from placement where node_id = $1) as placed`,
      [other.uuid],
    );
    expect(written).toEqual({ titled: short.uuid, placed: short.uuid });
    const relate = addRelation(world.ctx(deal.park), {
      fromId: short.id,
      toId: full.id,
      kind: RelationKind.SUPPLIES,
      source: '年报',
    });
    expect(await refusedWith(relate)).toEqual(['INVALID toId']);
    const version = await words.version(full);
    const update = updateCompany(world.ctx(deal.park), { id: full.id, expectedVersion: version, scope: '新' });
    await expect(update).rejects.toThrow(/CONFLICT input.id: .*「京源环保」/);
    const REGISTER = `mutation { registerCompany(input: { name: "又一个", usci: "${usciOf(1)}", source: "执照" }) { userErrors { message } } }`;
    const { data } = await ask<{ registerCompany: { userErrors: { message: string }[] } }>(world, deal.park, REGISTER);
    expect(data!.registerCompany.userErrors[0]!.message).toContain('「京源环保」');
    await words.unmerge(deal.park, mergeId);
  });

  test('and a placement of it at once with the merge stand at the survivor', async () => {
    const at = await node(world, drawn, '同时');
    const input = await words.input(short, full);
    const settled = await world.atOnce<object>('company', full.uuid, [
      () => mergeCompanies(world.ctx(deal.park, { role: Role.CHIEF }), input),
      () => placeCompany(world.ctx(deal.park), { nodeId: at.id, companyId: full.id, source: '官网' }),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const rows = await world.db.readSystem<{ id: string }>('select company_id as id from placement where node_id = $1', [
      at.uuid,
    ]);
    expect(rows).toEqual([{ id: short.uuid }]);
    const kept = `select coalesce(json_agg(k order by k.division_code, k.zone_code, k.node_id) filter (where companies <> 0), '[]') as k`;
    const [counts] = await world.db.readSystem<{ kept: object; counted: object }>(
      `select (${kept} from node_coverage k where chain_id = $1) as kept, (${kept} from coverage_of(array[$1::uuid]) k) as counted`,
      [drawn.uuid],
    );
    expect(counts!.kept).toEqual(counts!.counted);
  });
});

describe('mergePreview', () => {
  const PREVIEW = `query ($survivorId: ID!, $mergedId: ID!) { mergePreview(survivorId: $survivorId, mergedId: $mergedId) {
    survivor { name version } merged { name version } takenOver { field value } names nodes { name } leads cases
    refusals { code path } warnings { code path } } }`;
  const preview = async (survivorId: string, mergedId: string, as = deal.park, role = Role.CHIEF) =>
    (await ask<{ mergePreview: object }>(world, as, PREVIEW, { survivorId, mergedId }, { role })).data!.mergePreview;

  test('tells what the survivor takes over, and counts only what the viewer sees', async () => {
    const one = await company(world, '预览甲', { listing_code: '600009.SH' });
    const other = await company(
      world,
      '预览乙有限公司',
      { usci: usciOf(9), capital_amount: '1200000', capital_currency: 'CNY', foreign_number: 'X9', address: '某路' },
      [['SHORT', '乙']],
    );
    const at = await node(world, drawn, '预览环节');
    await place(world, at, other);
    const id = await deal.opened(deal.park, { companyId: other.id, companyDescription: null });
    await deal.lead(deal.neighbour, { companyId: other.id, companyDescription: null });
    await deal.share(deal.park, id, deal.neighbour, Level.SUMMARY);
    const shown = {
      survivor: { name: '预览甲', version: 1 },
      merged: { name: '预览乙有限公司', version: 1 },
      takenOver: [
        { field: 'usci', value: usciOf(9) },
        { field: 'foreignNumber', value: 'X9' },
        { field: 'registeredCapital', value: '1200000 CNY' },
        { field: 'address', value: '某路' },
      ],
      names: ['乙', '预览乙有限公司'],
      nodes: [{ name: '预览环节' }],
      leads: 1,
      cases: 1,
      refusals: [],
      warnings: [],
    };
    expect(await preview(one.id, other.id)).toEqual(shown);
    expect(await preview(one.id, other.id, deal.city)).toEqual({ ...shown, leads: 2 });
    expect(await preview(one.id, other.id, deal.neighbour)).toEqual({ ...shown, cases: 0 });
    expect(await preview(one.id, other.id, deal.park, Role.OFFICER)).toEqual({
      ...shown,
      refusals: [{ code: 'FORBIDDEN', path: [] }],
    });
    expect(await preview(one.id, other.id, deal.partner)).toBeNull();
    expect(await preview(one.id, 'x')).toBeNull();
  });

  test('tells all that stands in the way, and that both bear a code', async () => {
    const one = await company(world, '拒绝甲', { usci: usciOf(10), listing_code: '600010.SH', is_demo: true });
    const other = await company(world, '拒绝乙', { usci: usciOf(11), listing_code: '600011.SH' });
    expect(await preview(one.id, other.id)).toMatchObject({
      refusals: [
        { code: 'INVALID', path: ['input', 'mergedId'] },
        { code: 'INVALID', path: ['input', 'mergedId'] },
      ],
      warnings: [{ code: 'TWO_CODES' }, { code: 'TWO_CODES' }],
    });
  });
});
