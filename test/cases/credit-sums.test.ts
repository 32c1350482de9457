import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { allocate, sumUp, type LedgerHistory, type LedgerSum } from '../../src/cases/credit-ledger.ts';
import { creditSums, rangeOf } from '../../src/cases/credit-ledger-sums.ts';
import { ask } from '../ask.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { dayOf, DAYS, histories } from './credit-histories.ts';
import { byTeam, creditWorld, TAX, type CreditWorld } from './credit-world.ts';
import { caseGid, dealWorld, teamGid, type DealWorld } from './deal-world.ts';

const CASES = 30;
const SEED = 20261128;

let world: World;
let deal: DealWorld;
let credit: CreditWorld;
/** What was drawn for each case, with the ids it has in the database; one team led half of them, and of half of those nothing is shared. */
const drawn = new Map<string, LedgerHistory>();
let teams: TestTeam[];

beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
  credit = creditWorld(world);
  teams = [deal.park, deal.neighbour, deal.district, deal.other, await world.park(deal.district)];
  for (const history of fc.sample(histories(), { numRuns: CASES, seed: SEED })) {
    const id = await deal.opened();
    drawn.set(id, await stored(id, history));
  }
  for (const [i, history] of fc.sample(histories(), { numRuns: CASES, seed: SEED + 1 }).entries()) {
    world.clock.now = () => instant(dayOf(0), '0');
    const id = await deal.opened();
    const own = { teamId: deal.park.id, since: dayOf(0), order: '0' };
    drawn.set(id, { ...(await stored(id, { ...history, shares: i % 2 === 0 ? [] : history.shares, leads: [] })), leads: [own] });
  }
  world.clock.now = () => new Date();
});
afterAll(() => world.close());

/** Noon in Shanghai, a few milliseconds apart in the order of recording. */
const instant = (day: string, order: string): Date => new Date(Date.parse(`${day}T04:00:00.000Z`) + Number(order));

/** Writes a random history under a case, and gives it back with the ids of its rows and teams. */
async function stored(caseId: string, history: LedgerHistory): Promise<LedgerHistory> {
  const team = (name: string) => teams[Number(name.slice(1)) - 1]!.id;
  const ids = new Map(history.figures.map(({ id }) => [id, randomUUID()]));
  const figures = history.figures.map((each) => ({
    ...each,
    id: ids.get(each.id)!,
    reversesId: each.reversesId && ids.get(each.reversesId)!,
  }));
  const shares = history.shares.map((each) => ({
    ...each,
    id: randomUUID(),
    parties: each.parties.map((party) => ({ ...party, teamId: team(party.teamId) })),
    outlay: each.outlay && { ...each.outlay, teamId: team(each.outlay.teamId) },
  }));
  const common = { case_id: caseId, recorded_by_team_id: deal.park.id };
  for (const each of figures)
    await world.insert('credit_figure', {
      ...common,
      id: each.id,
      figure: TAX,
      happened_on: each.happenedOn,
      amount: String(each.amount),
      reverses_id: each.reversesId,
      source: '随机',
      recorded_at: instant(each.knownOn, each.order),
    });
  for (const each of shares) {
    await world.insert('credit_shares', {
      ...common,
      id: each.id,
      figure: TAX,
      mode: each.mode,
      source: each.ruled ? 'ARBITRATED' : 'AGREED',
      effective_from: each.effectiveFrom,
      start_event: 'AGREEMENT_SIGNED',
      years: each.years,
      years_from: each.yearsFrom,
      outlay_team_id: each.outlay?.teamId,
      outlay_yuan: each.outlay && String(each.outlay.amount),
      recorded_at: instant(each.knownOn, each.order),
    });
    for (const { teamId, hundredths, outside } of each.parties) {
      const party = { shares_id: each.id, case_id: caseId, team_id: teamId, hundredths, outside, part: 'OTHER' };
      await world.insert('credit_party', party);
    }
    if (each.startedOn !== null)
      await world.insert('credit_start', {
        ...common,
        shares_id: each.id,
        started_on: each.startedOn,
        recorded_at: instant(each.startKnownOn!, '0'),
      });
  }
  const leads = history.leads.map((each) => ({ ...each, teamId: team(each.teamId) }));
  for (const { teamId, since, order } of leads)
    await world.insert('case_lead', { case_id: caseId, team_id: teamId, since: instant(since, order) });
  return { figures, shares, leads };
}

interface Range {
  from: string;
  to: string;
  asOf: string;
}
/** The sums that the model makes of all cases. */
function modelled({ from, to, asOf }: Range): LedgerSum {
  const sums: LedgerSum = { total: 0n, parts: new Map() };
  for (const history of drawn.values())
    sumUp(
      allocate(history, asOf).filter(({ figure }) => from <= figure.happenedOn && figure.happenedOn <= to),
      sums,
    );
  return sums;
}
const told = ({ parts }: LedgerSum): Record<string, string> =>
  Object.fromEntries(
    [...parts].filter(([, amount]) => amount !== 0n).map(([id, amount]) => [teamGid({ id } as TestTeam), String(amount)]),
  );
const nonzero = (parts: Record<string, string>) =>
  Object.fromEntries(Object.entries(parts).filter(([, amount]) => amount !== '0'));

const ranges = fc
  .tuple(fc.integer({ min: 0, max: DAYS }), fc.integer({ min: 0, max: DAYS }), fc.integer({ min: 0, max: DAYS * 2 }))
  .map(([a, b, c]): Range => ({ from: dayOf(Math.min(a, b)), to: dayOf(Math.max(a, b)), asOf: dayOf(Math.min(c, DAYS + 400)) }));
const whole: Range = { from: dayOf(0), to: dayOf(DAYS), asOf: dayOf(DAYS + 400) };

interface EntryPage {
  creditEntries: {
    totalCount: number;
    nodes: Array<{
      amount: string;
      happenedOn: string;
      team: { id: string };
      case: { id: string };
      of: { id: string; amount: string };
    }>;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  };
}
const PAGE = `query ($from: Date, $to: Date, $asOf: Date, $teamId: ID, $first: Int, $after: String, $last: Int, $before: String) {
  creditEntries(figure: LOCAL_TAX, from: $from, to: $to, asOf: $asOf, teamId: $teamId, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { amount happenedOn team { id } case { id } of { id amount } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const page = async (range: Range, more: Record<string, unknown>) => {
  const { data, errors } = await ask<EntryPage>(world, deal.city, PAGE, { ...range, ...more });
  if (errors) throw new Error(JSON.stringify(errors));
  return data!.creditEntries;
};

/** All entries, page by page, from the start or from the end. */
async function walked(range: Range, size: number, backward: boolean, teamId: string | null = null) {
  const nodes: EntryPage['creditEntries']['nodes'] = [];
  for (let cursor: string | null = null; ;) {
    const at: Record<string, unknown> = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const found = await page(range, { teamId, ...at });
    if (backward) nodes.unshift(...found.nodes);
    else nodes.push(...found.nodes);
    if (!(backward ? found.pageInfo.hasPreviousPage : found.pageInfo.hasNextPage)) return { nodes, total: found.totalCount };
    cursor = backward ? found.pageInfo.startCursor : found.pageInfo.endCursor;
  }
}

describe('creditLedger', () => {
  test(`says what the model says of ${2 * CASES} random cases, for any days and as of any past day (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(ranges, async (range) => {
        const ledger = await credit.ledgerOf(deal.city, { ...range });
        const model = modelled(range);
        expect([ledger.total, nonzero(byTeam(ledger))]).toEqual([String(model.total), told(model)]);
        const all = ledger.parts.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        expect(BigInt(ledger.doubled)).toBe(all - model.total);
      }),
      { numRuns: 60, seed: SEED },
    );
  });

  test('is the sum of its cases, each as its own page says', async () => {
    const { asOf } = whole;
    const ledger = await credit.ledgerOf(deal.city, { ...whole });
    const sums: LedgerSum = { total: 0n, parts: new Map() };
    for (const id of drawn.keys()) {
      const found = (await credit.creditOf(deal.city, id, asOf))!.find(({ figure }) => figure === TAX);
      sums.total += BigInt(found?.total ?? 0);
      for (const { team, amount } of found?.parts ?? [])
        sums.parts.set(team.id, (sums.parts.get(team.id) ?? 0n) + BigInt(amount));
    }
    expect(ledger.total).toBe(String(sums.total));
    expect(nonzero(byTeam(ledger))).toEqual(
      Object.fromEntries([...sums.parts].filter(([, amount]) => amount !== 0n).map(([id, amount]) => [id, String(amount)])),
    );
    expect(ledger.cases).toBe([...drawn.values()].filter((history) => allocate(history, asOf).length > 0).length);
  });

  test('is the same whatever is read at a time', async () => {
    const ctx = world.ctx(deal.city);
    const range = rangeOf(ctx, { figure: TAX, ...whole });
    const all = await creditSums(ctx, range);
    for (const batch of [1, 7, 2 * CASES]) expect(await creditSums(ctx, range, batch)).toEqual(all);
  });

  test('shows one team beside the city’s total, with the cases that credit it', async () => {
    const all = await credit.ledgerOf(deal.city, { ...whole });
    for (const part of all.parts) {
      const one = await credit.ledgerOf(deal.city, { ...whole, teamId: part.team.id });
      expect(one).toEqual({ ...all, parts: [part] });
    }
    expect((await credit.ledgerOf(deal.city, { ...whole, teamId: 'nonsense' })).parts).toEqual([]);
  });

  test('counts only what the viewer follows', async () => {
    const own = await credit.ledgerOf(deal.park, { ...whole });
    expect(own.total).toBe((await credit.ledgerOf(deal.city, { ...whole })).total);
    expect(await credit.ledgerOf(deal.neighbour, { ...whole })).toMatchObject({ total: '0', cases: 0, parts: [] });
  });

  test('refuses a day that has not come, and days the wrong way round', async () => {
    await expect(credit.ledgerOf(deal.city, { asOf: '2999-01-01' })).rejects.toThrow(/asOf 不能晚于今天/);
    await expect(credit.ledgerOf(deal.city, { from: '2026-02-01', to: '2026-01-01' })).rejects.toThrow(/from 不能晚于 to/);
    const [id] = drawn.keys();
    await expect(credit.creditOf(deal.city, id!, '2999-01-01')).rejects.toThrow(/asOf 不能晚于今天/);
  });
});

describe('creditEntries', () => {
  test('are of more amounts than are read at a time', () => {
    expect([...drawn.values()].reduce((sum, { figures }) => sum + figures.length, 0)).toBeGreaterThan(250);
  });

  test('sum to every number of the ledger, whichever way they are paged', async () => {
    await fc.assert(
      fc.asyncProperty(ranges, fc.integer({ min: 30, max: 100 }), fc.boolean(), async (range, size, backward) => {
        const { nodes, total } = await walked(range, size, backward);
        const sums: LedgerSum = { total: 0n, parts: new Map() };
        for (const { team, amount } of nodes) sums.parts.set(team.id, (sums.parts.get(team.id) ?? 0n) + BigInt(amount));
        const found = Object.fromEntries([...sums.parts].filter(([, amount]) => amount !== 0n).map(([id, n]) => [id, String(n)]));
        expect([found, total]).toEqual([told(modelled(range)), nodes.length]);
        expect(new Set(nodes.map(({ team, of }) => `${team.id} ${of.id}`)).size).toBe(nodes.length);
        expect(nodes.map(({ happenedOn }) => happenedOn)).toEqual(
          nodes
            .map(({ happenedOn }) => happenedOn)
            .toSorted()
            .toReversed(),
        );
      }),
      { numRuns: 5, seed: SEED },
    );
  });

  test('are the same backwards, and those of one team are the ones that name it', async () => {
    const forwards = await walked(whole, 87, false);
    expect((await walked(whole, 100, true)).nodes).toEqual(forwards.nodes);
    for (const team of teams) {
      const own = await walked(whole, 60, false, teamGid(team));
      expect(own.nodes).toEqual(forwards.nodes.filter((each) => each.team.id === teamGid(team)));
      expect((await credit.ledgerOf(deal.city, { ...whole, teamId: teamGid(team) })).parts[0]?.cases ?? 0).toBe(
        new Set(own.nodes.map((each) => each.case.id)).size,
      );
    }
  });

  test('name their case and the amount they are a part of', async () => {
    const { nodes } = await walked(whole, 100, false);
    const cases = new Set([...drawn.keys()].map(caseGid));
    expect(nodes.filter(({ case: of }) => !cases.has(of.id))).toEqual([]);
    expect(nodes.filter(({ amount, of }) => BigInt(amount) * BigInt(of.amount) <= 0n)).toEqual([]);
  });

  test('refuse a cursor of another list', async () => {
    const { pageInfo } = await page(whole, { first: 5 });
    const { errors } = await ask(world, deal.city, PAGE, {
      ...whole,
      teamId: teamGid(deal.park),
      first: 5,
      after: pageInfo.endCursor,
    });
    expect(errors?.[0]?.message).toContain('游标无效');
  });
});
