import assert from 'node:assert/strict';
import path from 'node:path';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { signIn, type User } from './api.ts';
import type { Installation } from './installation.ts';
import type { Story } from './story.ts';
import { eventOf, Subscriber } from './subscriber.ts';

const FIXTURE = path.join(import.meta.dirname, 'fixture');

interface Gap {
  node: { id: string; name: string; chain: { name: string; source: string } };
  coverage: { here: number };
  candidates: Array<{ source: string; company: { id: string; name: string; address: string | null } }>;
}
interface Versioned {
  id: string;
  code: string;
  version: number;
}

/**
 * 联动招商: a park finds what its city's chain lacks, courts a real company for it, brings in a neighbouring district,
 * and everybody hears live what their level shows. The city hears all of it as the park's supervisor.
 */
async function tell(story: Story, installation: Installation, dataFolder?: string): Promise<void> {
  const { url } = installation;
  let lead: Versioned | undefined;
  let deal: Versioned | undefined;
  let gap: Gap | undefined;

  await story.step('导入企业与产业链', () => importData(installation, dataFolder));

  const people = {} as Record<'park' | 'district' | 'city', User>;
  await story.step('园区专员、双流区负责人、市局负责人登录', async () => {
    people.park = await signIn(url, '园区', 'zhao.dianzi', DEMO_PASSWORD);
    people.district = await signIn(url, '区县', 'wu.shuangliu', DEMO_PASSWORD);
    people.city = await signIn(url, '市局', 'wang.shiju', DEMO_PASSWORD);
  });
  const [park, district, city] = [people.park, people.district, people.city].map((user) => new Subscriber(user));
  if (!park || !district || !city || !people.city) return;
  story.subscribers.push(park, district, city);
  await story.step('三方各自订阅本团队动态（同一份订阅）', async () => {
    for (const subscriber of story.subscribers) await subscriber.listen();
  });

  await story.step('园区专员在产业链上找到本市没有企业的环节，选定一家外地企业', async () => {
    gap = await findGap(people.park, dataFolder ? undefined : '轨道交通');
    assert.equal(gap.coverage.here, 0);
    const [candidate] = gap.candidates;
    return `缺口：${gap.node.chain.name} · ${gap.node.name}；招引对象：${candidate!.company.name}（依据：${candidate!.source}）`;
  });
  const candidate = gap?.candidates[0]?.company;
  if (!gap || !candidate) return;

  await story.step(
    '园区登记线索：只有园区和它的上级知道',
    async () => {
      const input = {
        title: `${candidate.name}来蓉设厂`,
        source: 'CHAIN_ANALYSIS',
        intent: `补齐${gap!.node.name}环节`,
        companyId: candidate.id,
        chainNodeId: gap!.node.id,
        amountYuan: '600000000',
        contacts: [{ name: '陆经理', title: '投资部', phone: '13800000000' }],
        idempotencyKey: 'story-register-lead',
      };
      const done = await people.park.does<{ lead: Versioned }>('registerLead', input, 'lead { id code version }');
      const again = await people.park.does<{ lead: Versioned }>('registerLead', input, 'lead { id code version }');
      assert.deepEqual(again.lead, done.lead, '同一幂等键重复提交，仍是同一条线索');
      lead = done.lead;
      return `${lead.code}（重复提交一次，仍只有一条）`;
    },
    { 园区: ['LEAD_REGISTERED'], 市局: ['LEAD_REGISTERED'] },
    (heard) => {
      assert.equal(eventOf(heard.园区![0]).lead!.level, 'WORK');
      assert.deepEqual(eventOf(heard.市局![0]).lead!.maskedFields, ['contacts'], '市局按跟进级别可见，联系方式除外');
    },
  );

  await story.step(
    '园区受理线索，立为专案',
    async () => {
      const input = { leadId: lead!.id, expectedVersion: lead!.version };
      deal = (await people.park.does<{ case: Versioned }>('acceptLead', input, 'case { id code version }')).case;
      return deal.code;
    },
    { 园区: ['LEAD_ACCEPTED', 'CASE_OPENED'], 市局: ['LEAD_ACCEPTED', 'CASE_OPENED'] },
  );
  if (!deal) return;

  await story.step('此时双流区查不到这个专案', async () => {
    const { case: seen } = await people.district.ask<{ case: unknown }>('query ($id: ID!) { case(id: $id) { title } }', {
      id: deal!.id,
    });
    assert.equal(seen, null);
  });

  const share = async (code: string, role: string, level: string) => {
    const { team } = await people.park.ask<{ team: { id: string } }>('query ($code: String!) { team(code: $code) { id } }', {
      code,
    });
    await people.park.does('shareCase', { caseId: deal!.id, teamId: team.id, role, level }, 'case { id }');
    return team.id;
  };
  let districtTeam = '';
  await story.step(
    '园区把专案共享给双流区（办理）',
    async () => void (districtTeam = await share('CD-510116', 'PARTNER', 'WORK')),
    { 园区: ['CASE_SHARED'], 区县: ['CASE_SHARED'], 市局: ['CASE_SHARED'] },
    (heard) => assert.equal(eventOf(heard.区县![0]).case!.level, 'WORK'),
  );
  await story.step(
    '园区请市局加入专案（办理）',
    async () => void (await share('CD', 'SUPPORT', 'WORK')),
    { 园区: ['CASE_SHARED'], 区县: ['CASE_SHARED'], 市局: ['CASE_SHARED'] },
    (heard) => assert.deepEqual(eventOf(heard.市局![0]).case!.maskedFields, [], '加入后，市局对联系方式也可见'),
  );

  const visit = { caseId: deal.id, kind: 'VISIT', happenedOn: '2026-01-20' };
  await story.step(
    '双流区记录一次拜访，大家都看到',
    async () => void (await people.district.does('addActivity', { ...visit, text: '陪同企业踏勘双流地块' }, 'activity { id }')),
    { 园区: ['ACTIVITY_ADDED'], 区县: ['ACTIVITY_ADDED'], 市局: ['ACTIVITY_ADDED'] },
  );
  await story.step(
    '园区记一条内部备注，只有园区自己看到',
    async () =>
      void (await people.park.does(
        'addActivity',
        { ...visit, kind: 'NOTE', text: '企业更看重人才政策', isPrivate: true },
        'activity { id }',
      )),
    { 园区: ['ACTIVITY_ADDED'] },
  );

  const move = async (stage: string) => {
    const { case: now } = await people.park.ask<{ case: Versioned }>('query ($id: ID!) { case(id: $id) { id code version } }', {
      id: deal!.id,
    });
    await people.park.does('moveCase', { id: deal!.id, stage, expectedVersion: now.version }, 'case { stage }');
  };
  await story.step(
    '区县断线，期间园区推进到准入评审；重连后从游标补齐，一条不多一条不少',
    async () => {
      await district.cut();
      await move('ADMISSION');
      await district.listen();
    },
    { 园区: ['CASE_STAGE_MOVED'], 区县: ['CASE_STAGE_MOVED'], 市局: ['CASE_STAGE_MOVED'] },
  );

  await story.step(
    '园区撤回对双流区的共享：它立即得知，此后什么也收不到',
    async () => void (await people.park.does('withdrawShare', { caseId: deal!.id, teamId: districtTeam }, 'case { id }')),
    { 园区: ['CASE_SHARE_WITHDRAWN'], 区县: ['AccessRevoked'], 市局: ['CASE_SHARE_WITHDRAWN'] },
  );
  await story.step('园区推进到签约', () => move('SIGNED'), { 园区: ['CASE_STAGE_MOVED'], 市局: ['CASE_STAGE_MOVED'] });
  await story.step('市局问：我为什么能看到这个专案', async () => {
    const { accessExplanation: why } = await people.city.ask<{
      accessExplanation: { level: string; reasons: Array<{ level: string; ground: string; chain: Array<{ name: string }> }> };
    }>('query ($id: ID!) { accessExplanation(id: $id) { level reasons { level ground chain { name } } } }', { id: deal!.id });
    assert.ok(why.reasons.length > 0);
    return `${why.level}：${why.reasons.map(({ level, ground, chain }) => `${ground} ${level}（${chain.map(({ name }) => name).join(' → ')}）`).join('；')}`;
  });
  for (const subscriber of story.subscribers.splice(0)) await subscriber.cut();
}

async function importData({ imports }: Installation, folder?: string): Promise<string> {
  if (folder === undefined) {
    const companies = await imports('companies', path.join(FIXTURE, 'companies.csv'));
    assert.deepEqual([companies.read, companies.added, companies.refused], [10, 9, 1]);
    await imports('chains', path.join(FIXTURE, 'chains'));
    const again = await imports('companies', path.join(FIXTURE, 'companies.csv'));
    assert.equal(again.added, 0, '再导入一次，什么也不增加');
    return `企业：读入 ${companies.read}，新增 ${companies.added}，拒绝 ${companies.refused}；再导入一次新增 ${again.added}`;
  }
  const registry = await imports('companies', path.join(folder, 'registry_chengdu/registry_chengdu_1978_2003.csv'));
  const prospects = await imports('companies', path.join(folder, 'registry_prospects_100m/registry_prospects_ge_100m_cny.csv'));
  const listed = await imports('chains', path.join(folder, 'a_share_chain_kg'));
  const addresses = await imports('companies', path.join(folder, 'a_share_annual_2019_2021/baseinfo.csv'));
  const chains = await imports('chains', path.join(folder, 'industry_chains'));
  const counts = { registry, prospects, listed, addresses, chains };
  return Object.entries(counts)
    .map(([name, { read, added, refused }]) => `${name} 读入 ${read} 新增 ${added} 拒绝 ${refused}`)
    .join('；');
}

async function findGap(user: User, chain?: string): Promise<Gap> {
  const { team } = await user.ask<{ team: { id: string } }>('{ team(code: "CD") { id } }');
  const { gaps } = await user.ask<{ gaps: { nodes: Gap[] } }>(
    `query ($teamId: ID!) {
      gaps(teamId: $teamId, first: 100) {
        nodes { node { id name chain { name source } } coverage { here } candidates(first: 1) { source company { id name address } } }
      }
    }`,
    { teamId: team.id },
  );
  const found = gaps.nodes.find(
    ({ candidates, node }) =>
      candidates.length > 0 && (chain === undefined ? !node.chain.source.startsWith('示例') : node.chain.name === chain),
  );
  if (!found) throw new Error('没有找到带招引对象的缺口');
  return found;
}

export const jointPromotion = { title: '联动招商：从产业链缺口到签约', tell };
