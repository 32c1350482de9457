import assert from 'node:assert/strict';
import type { Installation } from './installation.ts';
import { claims, companyNamed, disperse, gather, registers, today, type Claimed, type Versioned } from './people.ts';
import type { Story } from './story.ts';

/**
 * 首谈权争议: two districts of the city court the same investor. The one that came second contests; both are frozen until
 * the city, the lowest team above both, has decided for a joint claim at 6:4, which the credit of the case follows.
 */
async function tell(story: Story, { url }: Installation): Promise<void> {
  const { 双流区, 高新区, 市局 } = await gather(story, url, ['双流区', '高新区', '市局']);
  let [held, rival]: (Versioned | undefined)[] = [];
  let claim: Claimed | undefined;
  let contest: { id: string; code: string; dueAt: string } | undefined;
  const company = await companyNamed(市局, '宁德时代');

  await story.step(
    '双流区登记线索并申报首谈权',
    async () => {
      held = await registers(双流区, company.id);
      claim = await claims(双流区, held);
      return `${claim.code}，保护期至 ${claim.expiresAt.slice(0, 10)}`;
    },
    { 双流区: ['LEAD_REGISTERED', 'LEAD_CLAIMED'], 市局: ['LEAD_REGISTERED', 'LEAD_CLAIMED'] },
  );
  await story.step(
    '高新区登记同一家企业；申报首谈被拒，只得知由谁持有、自何时、至何时',
    async () => {
      rival = await registers(高新区, company.id);
      const input = {
        leadId: rival.id,
        expectedVersion: rival.version,
        intent: 'NEW_PLANT',
        evidence: [{ kind: 'INVESTOR_LETTER', happenedOn: today(-20), note: '企业来函，早于双流区申报' }],
      };
      const { refusals, told } = await 高新区.isRefused<{ conflict: { holdingTeam: { name: string } } }>(
        'claimLead',
        input,
        'conflict { since expiresAt holdingTeam { name } }',
      );
      assert.match(refusals[0]!, /^CLAIM_TAKEN/);
      return `${refusals[0]}（持有团队：${told.conflict.holdingTeam.name}）`;
    },
    {
      双流区: ['COLLISION_FOUND', 'COLLISION_PROBED'],
      高新区: ['LEAD_REGISTERED', 'COLLISION_FOUND'],
      市局: ['LEAD_REGISTERED'],
    },
  );
  await story.step(
    '高新区提起争议：由双方共同的上级仲裁，五个工作日内裁决',
    async () => {
      const input = { leadId: rival!.id, intent: 'NEW_PLANT', reason: '我区九月即有企业来函，早于对方申报' };
      const selection = 'contest { id code dueAt arbiterTeam { name } }';
      const done = await 高新区.does<{ contest: { id: string; code: string; dueAt: string; arbiterTeam: { name: string } } }>(
        'contestClaim',
        input,
        selection,
      );
      contest = done.contest;
      return `${contest.code}，仲裁团队：${done.contest.arbiterTeam.name}，期限 ${contest.dueAt}`;
    },
    { 双流区: ['CLAIM_CONTESTED'], 高新区: ['CLAIM_CONTESTED'], 市局: ['CLAIM_CONTESTED', 'CLAIM_CONTESTED'] },
  );
  await story.step('仲裁期间双方都不能推进', async () => {
    const { lead } = await 双流区.ask<{ lead: Versioned }>('query ($id: ID!) { lead(id: $id) { id code version } }', {
      id: held!.id,
    });
    const frozen = await 双流区.isRefused('screenLead', { id: lead.id, expectedVersion: lead.version });
    assert.match(frozen.refusals[0]!, /^FROZEN/);
    return frozen.refusals[0];
  });
  await story.step('市局并列查看双方经过；双方各只看到自己的', async () => {
    const query = `query ($id: ID!) { contest(id: $id) {
      holderTimeline(first: 20) { nodes { kind } } contesterTimeline(first: 20) { nodes { kind } } } }`;
    type Timelines = { contest: Record<'holderTimeline' | 'contesterTimeline', { nodes: { kind: string }[] }> };
    const { contest: all } = await 市局.ask<Timelines>(query, { id: contest!.id });
    const { contest: own } = await 双流区.ask<Timelines>(query, { id: contest!.id });
    assert.ok(all.holderTimeline.nodes.length > 0 && all.contesterTimeline.nodes.length > 0);
    assert.equal(own.contesterTimeline.nodes.length, 0);
    const kinds = (side: { nodes: { kind: string }[] }) => side.nodes.map(({ kind }) => kind).join('、');
    return `持有方：${kinds(all.holderTimeline)}；提起方：${kinds(all.contesterTimeline)}`;
  });
  await story.step(
    '市局裁决联合首谈，六四分计；裁决一经作出不再更改',
    async () => {
      const input = { contestId: contest!.id, outcome: 'JOINT', holderPercent: '60', reason: '双方均有实质接触，联合推进' };
      await 市局.does('decideContest', input, 'contest { state }');
      const again = await 市局.isRefused('decideContest', { ...input, outcome: 'UPHELD', holderPercent: null });
      return again.refusals[0];
    },
    {
      双流区: ['CONTEST_DECIDED'],
      高新区: ['CONTEST_DECIDED', 'CONTEST_DECIDED', 'LEAD_DECLINED'],
      市局: ['CONTEST_DECIDED', 'CONTEST_DECIDED', 'LEAD_DECLINED'],
    },
  );
  await story.step(
    '双流区立案：高新区成为协办，分计比例随裁决入账',
    async () => {
      const { lead } = await 双流区.ask<{ lead: Versioned }>('query ($id: ID!) { lead(id: $id) { id code version } }', {
        id: held!.id,
      });
      const input = { leadId: lead.id, expectedVersion: lead.version };
      const { case: deal } = await 双流区.does<{ case: Versioned }>('acceptLead', input, 'case { id code version }');
      const { case: seen } = await 高新区.ask<{
        case: { level: string; creditShares: { nodes: { figure: string; parties: { percent: string }[] }[] } };
      }>(
        'query ($id: ID!) { case(id: $id) { level creditShares(first: 10) { nodes { figure source parties { percent team { name } } } } } }',
        {
          id: deal.id,
        },
      );
      assert.equal(seen.level, 'WORK');
      const shares = seen.creditShares.nodes;
      assert.equal(shares.length, 5);
      const percents = shares[0]!.parties.map(({ percent }) => percent).toSorted();
      assert.deepEqual(percents, ['40', '60']);
      return `${deal.code}：${shares.map(({ figure }) => figure).join('、')} 各按 ${percents.toReversed().join('：')} 分计`;
    },
    {
      双流区: ['LEAD_ACCEPTED', 'CASE_OPENED', 'CREDIT_SHARES_AGREED'],
      高新区: ['LEAD_ACCEPTED', 'CASE_OPENED', 'CREDIT_SHARES_AGREED'],
      市局: ['LEAD_ACCEPTED', 'CASE_OPENED', 'CREDIT_SHARES_AGREED'],
    },
  );
  await disperse(story);
}

export const cityDecides = { title: '首谈权争议：两区相争，市局裁决', tell };
