import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { CreditFigureKind, CreditMode, CreditPart, CreditSource, CreditStartEvent } from '../../src/cases/credit-terms.ts';
import { checkShares, writeCreditShares, type NewShares } from '../../src/cases/write-credit-shares.ts';
import { Refusals } from '../../src/kernel/refusal.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { dealWorld, refusedWith, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const party = (team: TestTeam, percent: string, part = CreditPart.HOST) => ({ teamId: team.id, percent, part });

const terms = (caseId: string, more: Partial<NewShares> = {}): NewShares => ({
  caseId,
  figures: [CreditFigureKind.LOCAL_TAX],
  mode: CreditMode.SPLIT,
  parties: [party(deal.park, '60', CreditPart.ORIGIN), party(deal.neighbour, '40')],
  startEvent: CreditStartEvent.RECORDED,
  years: 20,
  source: CreditSource.ARBITRATED,
  effectiveFrom: '2026-01-01',
  ...more,
});

const write = (by: TestTeam, shares: NewShares): Promise<{ ids: string[] }> =>
  world.ctx(by).act('probe', {}, async (tx) => {
    const refusals = new Refusals();
    await checkShares(tx, shares, refusals, 'input');
    refusals.throwIfAny();
    return { ids: await writeCreditShares(tx, shares) };
  });

describe('writeCreditShares', () => {
  test('writes one record per figure with its parties and its start, for a team that does not see the case too', async () => {
    const id = await deal.opened();
    const { ids } = await write(deal.other, terms(id, { figures: [CreditFigureKind.LOCAL_TAX, CreditFigureKind.PAID_IN] }));
    const rows = await world.db.readSystem(
      `select s.figure, s.source, s.years, k.started_on as started, p.team_id as team, p.hundredths, p.part
       from credit_shares s join credit_party p on p.shares_id = s.id join credit_start k on k.shares_id = s.id
       where s.id = any($1) order by s.figure, p.hundredths desc`,
      [ids],
    );
    const each = ['LOCAL_TAX', 'PAID_IN'].flatMap((figure) => [
      { figure, source: 'ARBITRATED', years: 20, started: '2026-01-01', team: deal.park.id, hundredths: 6_000, part: 'ORIGIN' },
      {
        figure,
        source: 'ARBITRATED',
        years: 20,
        started: '2026-01-01',
        team: deal.neighbour.id,
        hundredths: 4_000,
        part: 'HOST',
      },
    ]);
    expect(rows).toEqual(each);
  });

  test('records each later than the last, even when its act began before', async () => {
    const id = await deal.opened();
    const at = world.clock.now;
    const began = new Date();
    world.clock.now = () => began;
    const [first, second] = [await write(deal.park, terms(id)), await write(deal.park, terms(id))];
    world.clock.now = at;
    const rows = await world.db.readSystem<{ id: string }>(
      `select id from credit_shares where case_id = $1 order by recorded_at`,
      [id],
    );
    const [gap] = await world.db.readSystem<{ n: number }>(
      `select count(distinct recorded_at)::int as n from credit_shares where case_id = $1`,
      [id],
    );
    expect([rows.map((row) => row.id), gap!.n]).toEqual([[...first.ids, ...second.ids], 2]);
  });
});

describe('checkShares', () => {
  const refused = async (more: Partial<NewShares>) => refusedWith(write(deal.park, terms('unused', more)));
  const two = (a: string, b: string) => [party(deal.park, a), party(deal.neighbour, b)];

  test.each([
    ['99.99 %', ['60', '39.99'], ['INVALID parties']],
    ['100.01 %', ['60', '40.01'], ['INVALID parties']],
    ['a negative part', ['110', '-10'], ['INVALID parties 0 percent', 'INVALID parties 1 percent']],
    ['nothing for one', ['100', '0'], ['INVALID parties 1 percent']],
    ['three decimals', ['66.667', '33.333'], ['INVALID parties 0 percent', 'INVALID parties 1 percent']],
    ['words', ['六成', '1e1'], ['INVALID parties 0 percent', 'INVALID parties 1 percent']],
  ])('refuses shares of %s', async (_, [a, b], expected) => {
    expect(await refused({ parties: two(a!, b!) })).toEqual(expected);
  });

  test('takes thirds to the hundredth of a percent', async () => {
    const id = await deal.opened();
    const third = await world.park(deal.district);
    const parties = [party(deal.park, '33.33'), party(deal.neighbour, '33.33'), party(third, '33.34')];
    expect((await write(deal.park, terms(id, { parties }))).ids).toHaveLength(1);
  });

  test('refuses nobody, a crowd, and a team twice', async () => {
    expect(await refused({ parties: [] })).toEqual(['INVALID parties']);
    expect(await refused({ parties: Array.from({ length: 11 }, () => party(deal.park, '1')) })).toContain('INVALID parties');
    expect(await refused({ parties: [party(deal.park, '50'), party(deal.park, '50')] })).toEqual(['INVALID parties 1 teamId']);
  });

  test('refuses teams that are dissolved or unknown, and partners outside government', async () => {
    const gone = await world.team(deal.city.kind, null, { endsOn: '2020-12-31' });
    const unknown = { ...gone, id: '00000000-0000-4000-8000-000000000000' };
    expect(await refused({ parties: [party(gone, '50'), party(unknown, '50')] })).toEqual([
      'NOT_FOUND parties 0 teamId',
      'NOT_FOUND parties 1 teamId',
    ]);
    expect(await refused({ parties: [party(deal.partner, '100')] })).toEqual(['INVALID parties 0 teamId']);
  });

  test('refuses less than the whole where each counts the whole', async () => {
    expect(await refused({ mode: CreditMode.DOUBLE_COUNT, parties: two('100', '50') })).toEqual(['INVALID parties 1 percent']);
  });

  test('refuses an outlay that is nothing, of nobody who takes part, or where nothing is split', async () => {
    const outlay = { teamId: deal.other.id, amountYuan: '0' };
    expect(await refused({ outlay })).toEqual(['INVALID outlay amountYuan', 'INVALID outlay teamId']);
    const whole = { mode: CreditMode.DOUBLE_COUNT, parties: two('100', '100'), figures: [CreditFigureKind.SCORE] };
    expect(await refused({ ...whole, outlay: { teamId: deal.park.id, amountYuan: '1' } })).toEqual([
      'INVALID figures',
      'INVALID outlay',
    ]);
  });

  test('tells everything at once: future days, odd years, no figure', async () => {
    const more = { effectiveFrom: '2999-01-01', startedOn: '2999-01-01', years: 0, figures: [], parties: [] };
    expect(await refused(more)).toEqual([
      'INVALID effectiveFrom',
      'INVALID startedOn',
      'INVALID figures',
      'INVALID years',
      'INVALID parties',
    ]);
  });
});

/** One whom no policy and no grant holds back. */
async function asAdministrator(sql: string): Promise<void> {
  const url = new URL(process.env.TEST_ADMIN_URL!);
  url.pathname = new URL(world.db.url).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe('the ledger’s tables', () => {
  test('only grow, whoever writes', async () => {
    const id = await deal.opened();
    await write(deal.park, terms(id));
    for (const table of ['credit_shares', 'credit_party', 'credit_start', 'case_lead']) {
      await expect(world.db.system.query(`update ${table} set case_id = case_id where case_id = $1`, [id])).rejects.toThrow(
        /permission denied/,
      );
      await expect(asAdministrator(`update ${table} set case_id = case_id`)).rejects.toThrow(/only grows/);
      await expect(asAdministrator(`delete from ${table}`)).rejects.toThrow(/only grows/);
      await expect(asAdministrator(`truncate ${table} cascade`)).rejects.toThrow(/only grows/);
    }
  });

  test('know who led a case from when on, whoever changes the lead', async () => {
    const id = await deal.opened();
    await world.db.system.query(`update cases set lead_team_id = $2, updated_at = '2030-01-01' where id = $1`, [
      id,
      deal.other.id,
    ]);
    await world.db.system.query(`update cases set title = '改名' where id = $1`, [id]);
    const rows = await world.db.readSystem<{ team: string }>(
      `select team_id as team from case_lead where case_id = $1 order by since`,
      [id],
    );
    expect(rows.map(({ team }) => team)).toEqual([deal.park.id, deal.other.id]);
  });
});
