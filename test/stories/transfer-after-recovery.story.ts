import assert from 'node:assert/strict';
import type { User } from './api.ts';
import type { Installation } from './installation.ts';
import { companyNamed, disperse, gather, registers, teamCoded, today, type Versioned } from './people.ts';
import type { Story } from './story.ts';

interface Credit {
  case: { credit: { figure: string; total: string; parts: { team: { name: string }; amount: string }[] }[] };
}
const CREDIT = `query ($id: ID!, $asOf: Date) { case(id: $id) { credit(asOf: $asOf) { figure total parts { team { name } amount } } } }`;

/** What a figure of the case comes to for each team, from the side of one who follows it. */
async function creditOf(user: User, id: string, figure: string): Promise<Record<string, string>> {
  const { case: deal } = await user.ask<Credit>(CREDIT, { id, asOf: today() });
  const found = deal.credit.find((each) => each.figure === figure)!;
  const parts = Object.fromEntries(found.parts.map(({ team, amount }) => [team.name, amount]));
  const sum = found.parts.reduce((total, { amount }) => total + BigInt(amount), 0n);
  assert.equal(String(sum), found.total, '各方之和应等于全市合计');
  return parts;
}

/**
 * 流转: a park has talked to an investor that its own land does not suit. It passes the case on to a park of another
 * district, which sees what it takes over before it answers; the origin keeps reading, first recovers what it has spent,
 * and from then on has four tenths of the figures for twenty years.
 */
async function tell(story: Story, { url }: Installation): Promise<void> {
  const { 电子功能区, 成都芯谷, 双流区, 市局 } = await gather(story, url, ['电子功能区', '成都芯谷', '双流区', '市局']);
  let deal: Versioned | undefined;
  let transfer = '';
  const company = await companyNamed(市局, '江苏长电');
  const host = await teamCoded(市局, 'CD-GNQ-06');

  await story.step(
    '电子功能区登记线索并立案',
    async () => {
      const lead = await registers(电子功能区, company.id, { title: '先进封装产线（示例）', industryCode: 'C3973' });
      const input = { leadId: lead.id, expectedVersion: lead.version };
      deal = (await 电子功能区.does<{ case: Versioned }>('acceptLead', input, 'case { id code version }')).case;
      return deal.code;
    },
    {
      电子功能区: ['LEAD_REGISTERED', 'LEAD_ACCEPTED', 'CASE_OPENED'],
      市局: ['LEAD_REGISTERED', 'LEAD_ACCEPTED', 'CASE_OPENED'],
    },
  );
  await story.step(
    '园区地块不合适，流转给成都芯谷：先收回前期投入 300 万元，此后成都芯谷六、电子功能区四，二十年',
    async () => {
      const input = {
        subjectId: deal!.id,
        expectedVersion: deal!.version,
        toTeamId: host,
        reason: 'LACKING_FACTORS',
        note: '本园区已无连片净地',
        terms: { originPercent: '40', recoverOutlayYuan: '3000000', years: 20, figures: ['LOCAL_TAX'] },
      };
      const done = await 电子功能区.does<{ transfer: { id: string; dueAt: string } }>(
        'offerTransfer',
        input,
        'transfer { id dueAt }',
      );
      transfer = done.transfer.id;
      return `答复期限 ${done.transfer.dueAt}`;
    },
    { 电子功能区: ['TRANSFER_OFFERED'], 成都芯谷: ['TRANSFER_OFFERED'], 市局: ['TRANSFER_OFFERED'] },
  );
  await story.step('成都芯谷在答复前看得到要接的是什么，联系方式除外', async () => {
    const { case: seen } = await 成都芯谷.ask<{ case: { level: string; intent: string; maskedFields: string[] } }>(
      'query ($id: ID!) { case(id: $id) { level intent maskedFields } }',
      { id: deal!.id },
    );
    assert.equal(seen.level, 'FOLLOW');
    assert.ok(seen.maskedFields.includes('contacts'));
    return `${seen.level}：${seen.intent}（不可见：${seen.maskedFields.join('、')}）`;
  });
  await story.step(
    '成都芯谷接收：成为主办；电子功能区继续可读',
    async () => {
      await 成都芯谷.does('acceptTransfer', { transferId: transfer, note: '欢迎落户' }, 'transfer { state }');
      const { case: seen } = await 电子功能区.ask<{ case: { level: string; leadTeam: { name: string } } }>(
        'query ($id: ID!) { case(id: $id) { level leadTeam { name } } }',
        { id: deal!.id },
      );
      assert.deepEqual(seen, { level: 'FOLLOW', leadTeam: { name: '成都芯谷' } });
      return `主办：${seen.leadTeam.name}；电子功能区：${seen.level}`;
    },
    {
      电子功能区: ['LEAD_UPDATED', 'TRANSFER_ACCEPTED'],
      成都芯谷: ['LEAD_UPDATED', 'TRANSFER_ACCEPTED'],
      双流区: ['LEAD_UPDATED', 'TRANSFER_ACCEPTED'],
      市局: ['LEAD_UPDATED', 'TRANSFER_ACCEPTED'],
    },
  );
  await story.step(
    '税收地方留成入账两笔：先归电子功能区收回投入，越过 300 万元的部分六四分',
    async () => {
      for (const amount of ['2000000', '2000000'])
        await 成都芯谷.does(
          'recordCreditFigure',
          { caseId: deal!.id, figure: 'LOCAL_TAX', amount, happenedOn: today(), source: '税务部门月报' },
          'creditFigure { id }',
        );
      const parts = await creditOf(双流区, deal!.id, 'LOCAL_TAX');
      assert.deepEqual(parts, { 成都电子信息产业功能区: '3400000', 成都芯谷: '600000' });
      return Object.entries(parts)
        .map(([team, amount]) => `${team} ${amount} 元`)
        .join('；');
    },
    {
      电子功能区: ['CREDIT_FIGURE_RECORDED', 'CREDIT_FIGURE_RECORDED'],
      成都芯谷: ['CREDIT_FIGURE_RECORDED', 'CREDIT_FIGURE_RECORDED'],
      双流区: ['CREDIT_FIGURE_RECORDED', 'CREDIT_FIGURE_RECORDED'],
      市局: ['CREDIT_FIGURE_RECORDED', 'CREDIT_FIGURE_RECORDED'],
    },
  );
  await story.step('全市只数一次：市局账上的合计等于入账之和', async () => {
    const query = `query ($from: Date!, $to: Date!) { creditLedger(figure: LOCAL_TAX, from: $from, to: $to) { total parts { team { name } amount } } }`;
    const { creditLedger } = await 市局.ask<{ creditLedger: { total: string } }>(query, { from: today(-1), to: today() });
    assert.equal(creditLedger.total, '4000000');
    return `全市 ${creditLedger.total} 元`;
  });
  await disperse(story);
}

export const transferAfterRecovery = { title: '流转：先收回投入，再六四分计', tell };
