import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { registerLead } from '../../src/leads/register-lead.ts';
import { LeadSource } from '../../src/leads/lead.ts';
import { dial } from '../server/line.ts';
import { leaksOf, openOffice, type Office, type Reply } from '../server/running.ts';

const REGISTER =
  'mutation { registerLead(input: { title: "线索", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { id } userErrors { code } } }';
const CASES = '{ cases(first: 1) { nodes { id } } }';

let office: Office;
let admin: pg.Client;
beforeEach(async () => {
  office = await openOffice({ POOL_SIZE: '1' });
  const url = new URL(process.env.TEST_ADMIN_URL!);
  url.pathname = new URL(office.world.db.url).pathname;
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
});
afterEach(async () => {
  await admin.end();
  await office.closeAll();
});

async function timed(answer: Promise<Reply>): Promise<{ ms: number; reply: Reply }> {
  const from = performance.now();
  const reply = await answer;
  return { ms: performance.now() - from, reply };
}
const codes = (all: Array<{ reply: Reply }>) => all.map(({ reply }) => reply.codes[0] ?? 'answered');

describe('a full pool', () => {
  test.each([
    ['reads', CASES, 'cases'],
    ['writes', REGISTER, 'lead'],
  ])(
    'refuses further %s with OVERLOADED before its clients give up, and serves again when it has emptied',
    async (_, query, table) => {
      await admin.query(`begin; lock table ${table} in access exclusive mode`);
      const all = await Promise.all([1, 2, 3, 4].map(() => timed(office.ask(query))));
      const refused = all.filter(({ reply }) => reply.codes[0] === 'OVERLOADED');
      // One holds the connection until its statement is given up; the next may get it then.
      expect(new Set(codes(all))).toEqual(new Set(['TIMEOUT', 'OVERLOADED']));
      // Sooner than a statement is given up, and so before a client gives up that has a statement's patience.
      const patience = Math.min(...all.filter((each) => !refused.includes(each)).map(({ ms }) => ms));
      for (const { ms, reply } of refused) {
        expect(ms).toBeLessThan(patience);
        expect([reply.status, reply.headers.get('retry-after'), reply.errors[0]!.extensions!.retryAfter]).toEqual([503, '1', 1]);
      }
      expect(all.flatMap(({ reply }) => leaksOf(reply))).toEqual([]);

      await admin.query('rollback');
      expect((await office.ask(query)).codes).toEqual([]);
      // What was refused was not done behind the client's back.
      if (table === 'lead') expect(await office.world.db.readSystem('select id from lead')).toHaveLength(1);
    },
  );

  test('delays no event', async () => {
    const line = await dial(office.socketUrl, office.token);
    line.send({ type: 'subscribe', id: 'a', payload: { query: 'subscription { teamFeed { event { kind } } }' } });
    await admin.query('begin; lock table cases in access exclusive mode');
    let givenUp = 0;
    const blocked = [1, 2, 3].map(async () => void (givenUp += Number((await office.ask(CASES)).codes[0] === 'TIMEOUT')));
    const input = { title: '线索', source: LeadSource.VISIT, intent: '意向', companyDescription: '某企业' };
    await registerLead(office.world.ctx(office.park), input);
    const heard = () => line.messages.some(({ payload }) => JSON.stringify(payload ?? {}).includes('LEAD_REGISTERED'));
    // The one that has the connection has it still.
    expect([await line.until(heard), givenUp]).toEqual([true, 0]);
    await admin.query('rollback');
    await Promise.all(blocked);
    line.ws.close();
  });
});

describe('a read-only database', () => {
  const database = () => new URL(office.world.db.url).pathname.slice(1);
  /** New connections only take it up, so the old ones are ended. */
  const readOnly = async (on: boolean) => {
    await admin.query(`alter database ${database()} set default_transaction_read_only = ${on ? 'on' : 'off'}`);
    const ending = 'select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()';
    await admin.query(ending, [database()]);
    await new Promise((done) => setTimeout(done, 100));
  };

  test('goes on answering and refuses writes with UNAVAILABLE until it can write again', async () => {
    await readOnly(true);
    expect((await office.ask(CASES)).data).toEqual({ cases: { nodes: [] } });
    const write = await office.ask(REGISTER);
    expect([write.codes, leaksOf(write)]).toEqual([['UNAVAILABLE'], []]);
    expect((await fetch(`${office.url}/readyz`)).status).toBe(200);
    await readOnly(false);
    expect((await office.ask(REGISTER)).codes).toEqual([]);
  });
});
