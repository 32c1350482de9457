import assert from 'node:assert/strict';
import type { Installation } from './installation.ts';
import { claims, companyNamed, disperse, gather, registers, today, type Claimed, type Versioned } from './people.ts';
import type { Story } from './story.ts';

interface Register {
  claimRegister: { nodes: { code: string; companyMask: string; team: { name: string } }[] };
}
const REGISTER = `{ claimRegister(first: 20) { nodes { code companyMask team { name } } } }`;

/**
 * 首谈权到期: a park holds a claim and lets it run out. It is warned a week ahead, the lease lapses by itself, the public
 * register says so, and another team takes over; the park may not take it back at once.
 */
async function tell(story: Story, installation: Installation): Promise<void> {
  const first = await gather(story, installation.url, ['电子功能区', '双流区', '市局']);
  let [lead, rival]: (Versioned | undefined)[] = [];
  let claim: Claimed | undefined;
  const company = await companyNamed(first.市局, '天齐锂业');

  await story.step(
    '电子功能区登记线索并申报首谈权',
    async () => {
      lead = await registers(first.电子功能区, company.id);
      claim = await claims(first.电子功能区, lead);
      return `${claim.code}，保护期至 ${claim.expiresAt.slice(0, 10)}`;
    },
    { 电子功能区: ['LEAD_REGISTERED', 'LEAD_CLAIMED'], 市局: ['LEAD_REGISTERED', 'LEAD_CLAIMED'] },
  );
  await story.step('双流区在公示中看到有人持有，但看不出是哪家企业', async () => {
    const { claimRegister } = await first.双流区.ask<Register>(REGISTER);
    const shown = claimRegister.nodes.find(({ code }) => code === claim!.code);
    assert.ok(shown, '公示中应有这项首谈权');
    assert.doesNotMatch(shown.companyMask, /天齐/);
    return `${shown.code} ${shown.companyMask}（${shown.team.name}）`;
  });

  await disperse(story);
  await story.step('五十四天过去，没有进展', () => installation.later(54));
  const second = await gather(story, installation.url, ['电子功能区', '双流区', '市局']);
  await story.step('到期前七天，电子功能区收到预警', async () => {
    const { lead: seen } = await second.电子功能区.ask<{ lead: { events: { nodes: { kind: string }[] } } }>(
      'query ($id: ID!) { lead(id: $id) { events(first: 20) { nodes { kind } } } }',
      { id: lead!.id },
    );
    assert.ok(seen.events.nodes.some(({ kind }) => kind === 'CLAIM_EXPIRING'));
  });

  await disperse(story);
  await story.step('保护期过完，仍没有续期', () => installation.later(61));
  const third = await gather(story, installation.url, ['电子功能区', '双流区', '市局']);
  await story.step('首谈权自动失效，公示中不再有它', async () => {
    const { lead: seen } = await third.电子功能区.ask<{ lead: { claim: unknown; claims: { status: string }[] } }>(
      'query ($id: ID!) { lead(id: $id) { claim { code } claims { code status } } }',
      { id: lead!.id },
    );
    assert.deepEqual([seen.claim, seen.claims.map(({ status }) => status)], [null, ['LAPSED']]);
    const { claimRegister } = await third.双流区.ask<Register>(REGISTER);
    assert.ok(!claimRegister.nodes.some(({ code }) => code === claim!.code));
  });
  await story.step(
    '双流区登记同一家企业并申报，接过首谈权',
    async () => {
      rival = await registers(third.双流区, company.id);
      return (await claims(third.双流区, rival, today(60))).code;
    },
    {
      电子功能区: ['COLLISION_FOUND'],
      双流区: ['LEAD_REGISTERED', 'COLLISION_FOUND', 'LEAD_CLAIMED'],
      市局: ['LEAD_REGISTERED', 'LEAD_CLAIMED'],
    },
  );
  await story.step(
    '电子功能区想收回：被拒，并得知由谁持有；双流区得知有人申报过',
    async () => {
      const { lead: now } = await third.电子功能区.ask<{ lead: Versioned }>(
        'query ($id: ID!) { lead(id: $id) { id code version } }',
        {
          id: lead!.id,
        },
      );
      const input = {
        leadId: now.id,
        expectedVersion: now.version,
        intent: 'NEW_PLANT',
        evidence: [{ kind: 'VISIT_RECORD', happenedOn: today(60), note: '补充走访记录' }],
      };
      const { refusals } = await third.电子功能区.isRefused('claimLead', input);
      assert.match(refusals[0]!, /^CLAIM_TAKEN/);
      return refusals[0];
    },
    { 双流区: ['COLLISION_PROBED'] },
  );
  await disperse(story);
}

export const lapsedClaim = { title: '首谈权到期：逾期失效，另一团队接手', tell };
