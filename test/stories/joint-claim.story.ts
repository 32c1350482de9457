import assert from 'node:assert/strict';
import type { Installation } from './installation.ts';
import { claims, companyNamed, disperse, gather, registers, type Claimed, type Versioned } from './people.ts';
import type { Story } from './story.ts';

interface Checked {
  matches: {
    level: string;
    reasons: string[] | null;
    isBlind: boolean;
    since: string;
    holdingTeam: { name: string };
    askPersons: { name: string }[];
    lead: { code: string } | null;
  }[];
}
const MATCHES = 'matches { level reasons isBlind since holdingTeam { name } askPersons { name } lead { code } }';

/**
 * 撞单: two districts court the same investor without knowing of each other. The check while typing tells the second no
 * more than whom to ask, and tells the first that it was asked; both agree to show each other their leads, and go on with
 * one claim that both hold.
 */
async function tell(story: Story, { url }: Installation): Promise<void> {
  const { 双流区, 高新区, 市局 } = await gather(story, url, ['双流区', '高新区', '市局']);
  let [held, second]: (Versioned | undefined)[] = [];
  let claim: Claimed | undefined;
  let collision = '';
  const company = await companyNamed(市局, '亿纬锂能');

  await story.step(
    '双流区登记线索并申报首谈权',
    async () => {
      held = await registers(双流区, company.id);
      claim = await claims(双流区, held);
      return claim.code;
    },
    { 双流区: ['LEAD_REGISTERED', 'LEAD_CLAIMED'], 市局: ['LEAD_REGISTERED', 'LEAD_CLAIMED'] },
  );
  await story.step(
    '高新区录入企业名称时查重：只得知强度、由谁承接、自何日、可问谁；双流区得知有人查过',
    async () => {
      const { matches } = await 高新区.does<Checked>('checkCollision', { companyName: '惠州亿纬锂能股份' }, MATCHES);
      const [match] = matches;
      assert.ok(match, '应当查到');
      assert.deepEqual([match.isBlind, match.reasons, match.lead], [true, null, null]);
      assert.equal(match.holdingTeam.name, '双流区招商团队');
      return `${match.level}：${match.holdingTeam.name}，自 ${match.since}，可问 ${match.askPersons.map(({ name }) => name).join('、')}`;
    },
    { 双流区: ['COLLISION_PROBED'] },
  );
  await story.step(
    '高新区仍然登记：双方都得知撞单，各自只听到自己的一侧',
    async () => {
      second = await registers(高新区, company.id);
      const query = '{ collisions(first: 5) { nodes { id matchLevel state } } }';
      const { collisions } = await 高新区.ask<{ collisions: { nodes: { id: string; state: string }[] } }>(query);
      assert.equal(collisions.nodes[0]?.state, 'OPEN');
      collision = collisions.nodes[0].id;
    },
    { 双流区: ['COLLISION_FOUND'], 高新区: ['LEAD_REGISTERED', 'COLLISION_FOUND'], 市局: ['LEAD_REGISTERED'] },
  );
  await story.step('双流区一方同意披露：还什么都看不到', async () => {
    const { collisions } = await 双流区.ask<{ collisions: { nodes: { id: string }[] } }>(
      '{ collisions(first: 5) { nodes { id } } }',
    );
    await 双流区.does('agreeToDisclose', { collisionId: collisions.nodes[0]!.id, level: 'FOLLOW' }, 'collision { state }');
    const { lead } = await 高新区.ask<{ lead: unknown }>('query ($id: ID!) { lead(id: $id) { code } }', { id: held!.id });
    assert.equal(lead, null);
  });
  await story.step(
    '高新区也同意：双方互见对方线索，级别取较低的一个',
    async () => {
      await 高新区.does('agreeToDisclose', { collisionId: collision, level: 'FOLLOW' }, 'collision { state }');
      const { lead } = await 高新区.ask<{ lead: { level: string; intent: string } }>(
        'query ($id: ID!) { lead(id: $id) { level intent } }',
        { id: held!.id },
      );
      assert.equal(lead.level, 'FOLLOW');
      return `${lead.level}：${lead.intent}`;
    },
    { 双流区: ['COLLISION_DISCLOSED'], 高新区: ['COLLISION_DISCLOSED'] },
  );
  await story.step(
    '双流区邀请高新区联合首谈，四成归高新区',
    async () => {
      const { team } = await 双流区.ask<{ team: { id: string } }>('{ team(code: "CD-GXQ") { id } }');
      await 双流区.does('inviteToClaim', { claimId: claim!.id, teamId: team.id, percent: 40 }, 'claim { code }');
    },
    { 双流区: ['CLAIM_OFFERED'], 高新区: ['CLAIM_OFFERED'], 市局: ['CLAIM_OFFERED'] },
  );
  await story.step(
    '高新区加入：自己的线索并入，此后共同办理',
    async () => {
      await 高新区.does('joinClaim', { claimId: claim!.id, leadId: second!.id }, 'claim { code }');
      const { lead } = await 高新区.ask<{ lead: { level: string } }>('query ($id: ID!) { lead(id: $id) { level } }', {
        id: held!.id,
      });
      assert.equal(lead.level, 'WORK');
      const { lead: own } = await 高新区.ask<{ lead: { stage: string; closingReason: string } }>(
        'query ($id: ID!) { lead(id: $id) { stage closingReason } }',
        { id: second!.id },
      );
      assert.equal(own.stage, 'DECLINED');
      return own.closingReason;
    },
    {
      双流区: ['LEAD_DECLINED', 'CLAIM_JOINED'],
      高新区: ['LEAD_DECLINED', 'CLAIM_JOINED'],
      市局: ['LEAD_DECLINED', 'CLAIM_JOINED'],
    },
  );
  await story.step(
    '双流区立案：高新区是协办，按约定分计',
    async () => {
      const { lead } = await 双流区.ask<{ lead: Versioned }>('query ($id: ID!) { lead(id: $id) { id code version } }', {
        id: held!.id,
      });
      const input = { leadId: lead.id, expectedVersion: lead.version };
      const { case: deal } = await 双流区.does<{ case: Versioned }>('acceptLead', input, 'case { id code version }');
      const { case: seen } = await 高新区.ask<{
        case: { level: string; creditShares: { nodes: { parties: { percent: string; team: { name: string } }[] }[] } };
      }>('query ($id: ID!) { case(id: $id) { level creditShares(first: 5) { nodes { parties { percent team { name } } } } } }', {
        id: deal.id,
      });
      assert.equal(seen.level, 'WORK');
      const parties = seen.creditShares.nodes[0]!.parties.map(({ team, percent }) => `${team.name} ${percent}%`);
      assert.deepEqual(parties.toSorted(), ['双流区招商团队 60%', '成都高新区招商团队 40%'].toSorted());
      return `${deal.code}：${parties.join('，')}`;
    },
    {
      双流区: ['LEAD_ACCEPTED', 'CASE_OPENED'],
      高新区: ['LEAD_ACCEPTED', 'CASE_OPENED'],
      市局: ['LEAD_ACCEPTED', 'CASE_OPENED'],
    },
  );
  await disperse(story);
}

export const jointClaim = { title: '撞单：盲查发现，双方披露，联合首谈', tell };
