import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ShareRole } from '../../src/cases/case-share.ts';
import type { SaveCreditRuleInput } from '../../src/cases/credit.inputs.ts';
import { CreditFigureKind, CreditMode, CreditPart } from '../../src/cases/credit-terms.ts';
import { saveCreditRule } from '../../src/cases/save-credit-rule.ts';
import type { TransferTermsInput } from '../../src/cases/transfer-terms.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { byTeam, creditWorld, party, type CreditWorld } from './credit-world.ts';
import { refusedWith, teamGid } from './deal-world.ts';
import { transferGid, transferWorld, type Passed, type TransferWorld } from './transfer-world.ts';

const { LOCAL_TAX, PAID_IN, SCORE } = CreditFigureKind;
let world: World;
let deal: TransferWorld;
let credit: CreditWorld;
let now = new Date('2026-03-02T02:00:00.000Z');
beforeAll(async () => {
  world = await createWorld();
  world.clock.now = () => now;
  deal = await transferWorld(world);
  credit = creditWorld(world);
});
afterAll(() => world.close());

const SIX_TO_FOUR: TransferTermsInput = { figures: [LOCAL_TAX], originPercent: '40', recoverOutlayYuan: '1000000' };
const offer = (what: Passed, terms: TransferTermsInput, to: TestTeam = deal.neighbour, by: TestTeam = deal.park) =>
  deal.offer(by, what, to, { terms });
const taxOf = async (caseId: string) =>
  byTeam((await credit.creditOf(deal.city, caseId))!.find(({ figure }) => figure === LOCAL_TAX)!);
const passOneYear = () => void (now = new Date(now.getTime() + 366 * 86_400_000));

describe('terms of a transfer', () => {
  test('are read by the receiver before it accepts, and by nobody at SUMMARY', async () => {
    const what = await deal.make('CASE');
    await deal.share(deal.park, what.id, deal.partner, Level.SUMMARY, ShareRole.REFERRER);
    const id = await offer(what, { ...SIX_TO_FOUR, figures: [LOCAL_TAX, SCORE], years: 5 });
    const ASK = `query ($id: ID!) { transfer(id: $id) { maskedFields terms { rule { code }
      items { figure mode originPercent receiverPercent startEvent years yearsFrom recoverOutlayYuan } } } }`;
    const seen = async (team: TestTeam) => (await ask(world, team, ASK, { id: transferGid(id) })).data;
    const item = { mode: 'SPLIT', originPercent: '40', receiverPercent: '60', years: 5, yearsFrom: 'START' };
    const tax = { ...item, figure: 'LOCAL_TAX', startEvent: 'TRANSFER_ACCEPTED', recoverOutlayYuan: '1000000' };
    const terms = { rule: null, items: [tax, { ...tax, figure: 'SCORE', recoverOutlayYuan: null }] };
    expect(await seen(deal.neighbour)).toEqual({ transfer: { maskedFields: [], terms } });
    expect(await seen(deal.partner)).toEqual({ transfer: { maskedFields: ['note', 'terms', 'answerNote'], terms: null } });
  });

  test('share a case 6:4 from the acceptance on, after the origin has recovered its outlay', async () => {
    const what = await deal.make('CASE');
    await deal.accept(deal.neighbour, await offer(what, SIX_TO_FOUR));
    const by = deal.neighbour;
    await credit.record(by, what.id, '600000', { happenedOn: '2026-03-02' });
    expect(await taxOf(what.id)).toEqual({ [teamGid(deal.park)]: '600000' });
    await credit.record(by, what.id, '1400000', { happenedOn: '2026-03-02' });
    expect(await taxOf(what.id)).toEqual({ [teamGid(by)]: '600000', [teamGid(deal.park)]: '1400000' });
    const [shares] = await world.db.readSystem(`select source, start_event as start from credit_shares where case_id = $1`, [
      what.id,
    ]);
    expect(shares).toEqual({ source: 'TRANSFERRED', start: 'TRANSFER_ACCEPTED' });
    const [event] = await world.db.readSystem<{ n: number }>(
      `select jsonb_array_length(payload->'sharesIds') as n from event where subject_id = $1 and kind = 'TRANSFER_ACCEPTED'`,
      [what.id],
    );
    expect(event!.n).toBe(1);
  });

  test('of a declined offer share nothing', async () => {
    const what = await deal.make('CASE');
    await deal.decline(deal.neighbour, await offer(what, SIX_TO_FOUR));
    expect(await world.db.readSystem('select 1 from credit_shares where case_id = $1', [what.id])).toEqual([]);
  });

  test('accepted with a lead wait for its case, and count from the acceptance', async () => {
    const what = await deal.make('LEAD');
    await deal.accept(deal.neighbour, await offer(what, { figures: [LOCAL_TAX], originPercent: '33.33', years: 1 }));
    const day = now;
    passOneYear();
    const { caseId } = await deal.takeUp(what.id, deal.neighbour);
    const on = (at: Date) => ({ happenedOn: at.toISOString().slice(0, 10) });
    await credit.record(deal.neighbour, caseId, '10000', on(day));
    expect(await taxOf(caseId)).toEqual({ [teamGid(deal.neighbour)]: '6667', [teamGid(deal.park)]: '3333' });
    await credit.record(deal.neighbour, caseId, '10000', on(now));
    expect(await taxOf(caseId)).toEqual({ [teamGid(deal.neighbour)]: '16667', [teamGid(deal.park)]: '3333' });
  });

  test('give one side all, or count twice', async () => {
    const all = await deal.make('CASE');
    await deal.accept(deal.neighbour, await offer(all, { figures: [LOCAL_TAX], originPercent: '100' }));
    await credit.record(deal.neighbour, all.id, '100', { happenedOn: '2027-03-03' });
    expect(await taxOf(all.id)).toEqual({ [teamGid(deal.park)]: '100' });
    const none = await deal.make('CASE');
    await deal.accept(deal.neighbour, await offer(none, { figures: [LOCAL_TAX], originPercent: '0.00' }));
    const twice = await deal.make('CASE');
    await deal.accept(deal.neighbour, await offer(twice, { figures: [LOCAL_TAX], mode: CreditMode.DOUBLE_COUNT }));
    for (const { id } of [none, twice]) await credit.record(deal.neighbour, id, '100', { happenedOn: '2027-03-03' });
    expect(await taxOf(none.id)).toEqual({ [teamGid(deal.neighbour)]: '100' });
    expect(await taxOf(twice.id)).toEqual({ [teamGid(deal.neighbour)]: '100', [teamGid(deal.park)]: '100' });
  });

  test('follow a rule where they say nothing themselves', async () => {
    const file = path.join(import.meta.dirname, 'credit-rules/ningde.json');
    const { rule } = JSON.parse(readFileSync(file, 'utf8')) as { rule: SaveCreditRuleInput };
    const saved = await saveCreditRule(world.ctx(deal.city, { role: Role.CHIEF }), { ...rule, expectedVersion: 0 });
    const ruleId = globalId('CreditRule', Object.values(saved)[0] as string);
    const what = await deal.make('CASE');
    const id = await offer(what, { figures: [LOCAL_TAX], ruleId });
    const [row] = await world.db.readSystem<{ terms: { items: object[] } }>('select terms from transfer where id = $1', [id]);
    expect(row!.terms.items).toMatchObject([
      { originPercent: '50', receiverPercent: '50', startEvent: 'TAX_FIRST_ARISEN', years: 5 },
    ]);
    await deal.accept(deal.neighbour, id);
    await credit.record(deal.neighbour, what.id, '100', { happenedOn: '2027-03-03' }); // the first tax sets it going
    expect(await taxOf(what.id)).toEqual({ [teamGid(deal.neighbour)]: '50', [teamGid(deal.park)]: '50' });
    expect(await refusedWith(offer(await deal.make('CASE'), { figures: [SCORE], ruleId }))).toEqual(
      expect.arrayContaining(['INVALID terms ruleId']),
    );
  });
});

describe('terms that cannot hold', () => {
  test.each<[string, TransferTermsInput, string[]]>([
    ['no figure', { figures: [], originPercent: '40' }, ['REQUIRED terms figures']],
    ['no ratio', { figures: [LOCAL_TAX] }, ['REQUIRED terms originPercent']],
    ['more than all', { figures: [LOCAL_TAX, PAID_IN], originPercent: '101' }, ['INVALID terms originPercent']],
    ['a negative ratio', { figures: [LOCAL_TAX], originPercent: '-1' }, ['INVALID terms originPercent']],
    ['three decimals', { figures: [LOCAL_TAX], originPercent: '33.333' }, ['INVALID terms originPercent']],
    ['no outlay', { figures: [LOCAL_TAX], originPercent: '40', recoverOutlayYuan: '0' }, ['INVALID terms recoverOutlayYuan']],
    ['an outlay of nobody', { ...SIX_TO_FOUR, originPercent: '0' }, ['INVALID terms recoverOutlayYuan']],
    ['too many years', { figures: [LOCAL_TAX], originPercent: '40', years: 51 }, ['INVALID terms years']],
    [
      'no such rule',
      { figures: [LOCAL_TAX], originPercent: '40', ruleId: globalId('CreditRule', randomUUID()) },
      ['NOT_FOUND terms ruleId'],
    ],
  ])('are refused by the field at fault: %s', async (_, terms, codes) => {
    const what = await deal.make('CASE');
    expect(await refusedWith(offer(what, terms))).toEqual(codes);
    expect(await world.events(what.id)).toEqual(['CASE_OPENED']);
  });

  test('leave alone what third teams have by agreement, of a case and of a lead', async () => {
    const what = await deal.make('CASE');
    await deal.share(deal.park, what.id, deal.other, Level.WORK, ShareRole.PARTNER);
    await credit.agree(deal.park, what.id, [party(deal.park, '70'), party(deal.other, '30', CreditPart.ORIGIN)]);
    expect(await refusedWith(offer(what, SIX_TO_FOUR))).toEqual(['CONFLICT terms figures']);
    await deal.accept(deal.neighbour, await offer(what, { figures: [PAID_IN], originPercent: '40' }));

    const lead = await deal.make('LEAD');
    await deal.accept(deal.neighbour, await offer(lead, SIX_TO_FOUR));
    expect(await refusedWith(offer(lead, SIX_TO_FOUR, deal.other, deal.neighbour))).toEqual(['CONFLICT terms figures']);
    const back = await offer(lead, { figures: [LOCAL_TAX], originPercent: '10' }, deal.park, deal.neighbour);
    expect(await deal.stateOf(back)).toBe('OFFERED');
  });

  test('are looked at again when they are accepted', async () => {
    const what = await deal.make('CASE');
    await deal.share(deal.park, what.id, deal.other, Level.WORK, ShareRole.PARTNER);
    const id = await offer(what, SIX_TO_FOUR);
    await credit.agree(deal.park, what.id, [party(deal.park, '70'), party(deal.other, '30', CreditPart.ORIGIN)]);
    expect(await refusedWith(deal.accept(deal.neighbour, id))).toEqual(['CONFLICT transferId']);
    expect((await deal.holders(what)).owner).toBe(deal.park.id);
  });
});
