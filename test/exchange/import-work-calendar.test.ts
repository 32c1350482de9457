import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { importWorkCalendar } from '../../src/exchange/import-work-calendar.ts';
import { createWorld, type World } from '../world.ts';
import { fixtureFile, fixtureFolder } from './fixture-files.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HEAD = 'day,is_working,name\n';
const SOURCE = '国务院办公厅关于2027年部分节假日安排的通知';
const notice = (year: number) => ({ year, announcedOn: '2026-11-12', source: SOURCE });
const importing = (text: string, year: number) =>
  importWorkCalendar(
    { pool: world.db.system, dataDir: fixtureFolder(), now: () => new Date() },
    fixtureFile('calendar.csv', text),
    notice(year),
  );
const daysOf = async (year: number) =>
  (await world.db.readSystem<{ day: string }>(`select day from work_calendar where year = $1 order by day`, [year])).map(
    ({ day }) => day,
  );

describe('a file of holidays', () => {
  test('is taken with or without the mark of UTF-8, in the words people write', async () => {
    const text = `${HEAD}2028-01-01,false,元旦\r\n2028-01-02,否,元旦\n2028-01-08,是,元旦\n2028-10-08,1,"国庆节"\n`;
    expect(await importing(`\uFEFF${text}`, 2028)).toEqual({ added: 4, changed: 0, removed: 0, moved: 0 });
    expect(await importing(text, 2028)).toEqual({ added: 0, changed: 0, removed: 0, moved: 0 });
    expect(await daysOf(2028)).toEqual(['2028-01-01', '2028-01-02', '2028-01-08', '2028-10-08']);
  });

  test('is refused as a whole, with the line of every fault', async () => {
    const text = `${HEAD}2029-01-01,false,元旦\n2029-02-30,false,春节\n2029-01-01,false,元旦\n2028-05-01,false,劳动节\n2029-05-01,maybe,劳动节\n2029-06-01,false,\n`;
    const refused = await importing(text, 2029).catch((error: Error) => error.message);
    expect(refused).toContain('5 处问题');
    for (const part of [
      '第 3 行：“2029-02-30”',
      '第 4 行：2029-01-01 重复',
      '第 5 行：2028-05-01 不属于 2029',
      '第 6 行：is_working',
      '第 7 行：请填写',
    ])
      expect(refused).toContain(part);
    expect(refused).toContain('CALENDAR_REFUSED');
    expect(await daysOf(2029)).toEqual([]);
    await expect(importing('day,name\n2029-01-01,元旦\n', 2029)).rejects.toThrow('缺少列：is_working');
    await expect(importing(HEAD, 2029)).rejects.toThrow('1 至 100 天');
  });
});

describe('npm run calendar', () => {
  const run = async (...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: world.db.url, DATA_DIR: fixtureFolder(), NODE_OPTIONS: '' };
    const command = ['--import', './tools/swc-register.js', 'src/app/calendar.ts', ...args];
    return promisify(execFile)(process.execPath, command, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  };

  test('imports a year and says what changed; the second time nothing did', async () => {
    const file = fixtureFile('2027.csv', `${HEAD}2027-01-01,false,元旦\n2027-01-02,false,元旦\n2027-01-03,false,元旦\n`);
    const args = ['import', file, '--year', '2027', '--source', SOURCE, '--announced-on', '2026-11-12'];
    expect(await run(...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('新增 3 天，更改 0 天') });
    expect(await run(...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('新增 0 天，更改 0 天，删除 0 天') });
  });

  test('refuses a file that is not there and a call that is not complete', async () => {
    const args = ['--year', '2027', '--source', SOURCE, '--announced-on', '2026-11-12'];
    expect(await run('import', '/nowhere.csv', ...args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('FILE_NOT_FOUND'),
    });
    expect(await run('import', 'x.csv', '--year', '2027')).toMatchObject({ code: 2, stderr: expect.stringContaining('用法') });
  });
});
