import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chainHash, EVENT_TEXT, GENESIS } from '../../src/events/hash-chain.ts';
import { verifyLog } from '../../src/events/verify-log.ts';
import { createLogWorld, type LogWorld } from '../events/log-world.ts';

let world: LogWorld;
beforeEach(async () => {
  world = await createLogWorld();
  await world.numbered(8);
});
afterEach(() => world.close());

const verdict = (head?: { pos: number; hash: string }) => verifyLog(world.db.system, { head });
const bad = (firstBad: number, reason: string) => ({ ok: false, positions: firstBad - 1, firstBad, reason });

describe('an untouched log', () => {
  test('is unbroken, also while it grows and while events wait for their number', async () => {
    const head = await verdict();
    expect(head).toEqual({ ok: true, positions: 8, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await world.numbered(2);
    await world.committed(1);
    expect(await verdict({ pos: 8, hash: head.head })).toMatchObject({ ok: true, positions: 10 });
  });

  test('is unbroken when it is empty', async () => {
    const empty = await createLogWorld();
    expect(await verifyLog(empty.db.system)).toMatchObject({ ok: true, positions: 0 });
    await empty.close();
  });

  test('hashes the same bytes whatever the session’s time zone and date style', async () => {
    const read = async (settings: string) => {
      const client = await world.db.system.connect();
      await client.query(settings);
      const { rows } = await client.query<(string | null)[]>({
        text: `select ${EVENT_TEXT} from event e order by id`,
        rowMode: 'array',
      });
      client.release(true);
      return rows.map((event) => chainHash(GENESIS, 1, 0, event).toString('hex'));
    };
    const elsewhere = await read(`set timezone to 'Asia/Shanghai'; set datestyle to 'German'; set extra_float_digits to -3`);
    expect(elsewhere).toEqual(await read('select 1'));
  });

  test('cannot be changed by the application', async () => {
    for (const sql of [
      'update event set minimum = 1',
      'delete from event',
      'update event_pos set pos = 99',
      'truncate event_pos',
    ]) {
      await expect(world.db.system.query(sql)).rejects.toThrow(/permission denied|only grows/);
    }
  });
});

describe('what an administrator did to the log is found at the first bad position', () => {
  const columns = [
    ['kind', `'CASE_OPENED'`],
    ['subject_id', 'gen_random_uuid()'],
    ['version', '100'],
    ['minimum', '3'],
    ['payload', `payload || '{"n": 1.50}'`],
    ['actor_team_id', 'gen_random_uuid()'],
    ['audience', `'{}'`],
    ['at', `at + interval '1 millisecond'`],
  ] as const;
  test.each(columns)('an edit of %s', async (column, value) => {
    await world.tamper(`update event set ${column} = ${value} where id = 5`);
    expect(await verdict()).toMatchObject(bad(5, 'HASH_DIFFERS'));
  });

  test('an edit of the instant of numbering', async () => {
    await world.tamper(`update event_pos set at = at + interval '1 hour' where pos = 2`);
    expect(await verdict()).toMatchObject(bad(2, 'HASH_DIFFERS'));
  });

  test('a deleted event', async () => {
    await world.tamper('delete from event where id = 3');
    expect(await verdict()).toMatchObject(bad(3, 'EVENT_MISSING'));
  });

  test('a deleted position', async () => {
    await world.tamper('delete from event_pos where pos = 3');
    expect(await verdict()).toMatchObject(bad(3, 'POSITION_MISSING'));
  });

  test('an event removed without a gap', async () => {
    await world.tamper(
      'delete from event_pos where pos = 3',
      'delete from event where id = 3',
      'update event_pos set pos = pos - 1 where pos > 3',
    );
    expect(await verdict()).toMatchObject(bad(3, 'HASH_DIFFERS'));
  });

  test('two events that changed places', async () => {
    await world.tamper(
      'update event_pos set event_id = -1 where pos = 4',
      'update event_pos set event_id = 4 where pos = 6',
      'update event_pos set event_id = 6 where pos = 4',
    );
    expect(await verdict()).toMatchObject(bad(4, 'HASH_DIFFERS'));
  });

  test('two positions that changed places with their hashes', async () => {
    await world.tamper(
      'update event_pos set pos = -1 where pos = 4',
      'update event_pos set pos = 4 where pos = 6',
      'update event_pos set pos = 6 where pos = -1',
    );
    expect(await verdict()).toMatchObject(bad(4, 'HASH_DIFFERS'));
  });

  test('an event written anew with a hash that fits it, by the hash that follows', async () => {
    await world.tamper(`update event set payload = '{}' where id = 5`);
    const read = `select (select hash from event_pos where pos = 4), (extract(epoch from p.at) * 1000)::float8, ${EVENT_TEXT}
      from event_pos p join event e on e.id = p.event_id where p.pos = 5`;
    const { rows } = await world.db.system.query<[Buffer, number, ...string[]]>({ text: read, rowMode: 'array' });
    const [previous, numberedAtMs, ...event] = rows[0]!;
    const fitting = chainHash(previous, 5, numberedAtMs, event).toString('hex');
    await world.tamper(`update event_pos set hash = '\\x${fitting}' where pos = 5`);
    expect(await verdict()).toMatchObject(bad(6, 'HASH_DIFFERS'));
  });

  test('positions cut off at the end, by the events they leave', async () => {
    await world.tamper('delete from event_pos where pos > 6');
    expect(await verdict()).toMatchObject(bad(7, 'EVENT_UNNUMBERED'));
  });

  test('positions and events cut off at the end, by the head noted down before', async () => {
    const { head } = await verdict();
    await world.tamper('delete from event_pos where pos > 6', 'delete from event where id > 6');
    expect(await verdict()).toMatchObject({ ok: true, positions: 6 });
    expect(await verdict({ pos: 8, hash: head })).toMatchObject(bad(7, 'HEAD_MISSING'));
  });

  test('a history written anew with fitting hashes, by the head noted down before', async () => {
    const { head } = await verdict();
    await world.tamper(
      'insert into event_pending select id from event',
      'truncate event_pos',
      `update event set payload = '{}' where id = 2`,
    );
    await world.numbered(0);
    expect(await verdict()).toMatchObject({ ok: true, positions: 8 });
    expect(await verdict({ pos: 8, hash: head })).toMatchObject(bad(8, 'HEAD_DIFFERS'));
  });
});

describe('npm run verify-log', () => {
  const run = async (...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: world.db.url, NODE_OPTIONS: '' };
    const command = ['--import', './tools/swc-register.js', 'src/app/verify-log.ts', ...args];
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env })) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  };

  test('exits 0 only on an unbroken chain, and prints positions and head', async () => {
    const { code, stdout } = await run();
    const [, head] = /共 8 位，末端 (8:[0-9a-f]{64})/.exec(stdout) ?? [];
    expect([code, head]).toEqual([0, expect.any(String)]);
    await world.tamper('delete from event_pos where pos > 6', 'delete from event where id > 6');
    const cut = await run('--json', '--head', head!);
    expect([cut.code, JSON.parse(cut.stdout)]).toEqual([1, { ...bad(7, 'HEAD_MISSING'), head: expect.any(String) }]);
    expect(cut.stdout.trim().split('\n').length).toBe(1);
  });

  test('exits 2 and says the way out when it could not check', async () => {
    expect(await run('--head', '8')).toMatchObject({ code: 2, stderr: expect.stringContaining('HEAD_INVALID') });
    expect(await run('--nonsense')).toMatchObject({ code: 2, stderr: expect.stringContaining('ARGUMENT_INVALID') });
  });
});
