import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fixtureFile } from '../exchange/fixture-files.ts';

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(...args: string[]): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: '', NODE_OPTIONS: '' };
  const command = ['--import', './tools/swc-register.js', 'src/app/identity.ts', ...args];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env })) };
  } catch (error) {
    return error as Ran;
  }
}

const COLUMNS = ['--left', '甲', '--right', 'right'];
const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('npm run identity -- evaluate', () => {
  test('every data row gives one line, the last line counts; a byte order mark, quotes and blank lines are no matter', async () => {
    const file = fixtureFile(
      'pairs.csv',
      '\uFEFF"甲",right,note\r\n\r\n"华为技术有限公司","华为 ""技术"" 有限公司",\r\n"中石油",中国石油天然气集团有限公司,"两\n行"\r\n,,\r\n\r\n长虹电器,四川长虹电器股份有限公司\r\n',
    );
    const { code, stdout, stderr } = await run('evaluate', file, ...COLUMNS, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines(stdout)).toEqual([
      { left: '华为技术有限公司', right: '华为 "技术" 有限公司', level: 'exact', reasons: ['SAME_NAME'] },
      { left: '中石油', right: '中国石油天然气集团有限公司', level: 'similar', reasons: ['ABBREVIATED'] },
      { left: '', right: '', level: 'none', reasons: [] },
      { left: '长虹电器', right: '四川长虹电器股份有限公司', level: 'strong', reasons: ['SAME_NORMALISED_NAME'] },
      { exact: 1, strong: 1, similar: 1, none: 1 },
    ]);
    expect(stdout.split('\n')[0]).toBe(
      '{"left":"华为技术有限公司","right":"华为 \\"技术\\" 有限公司","level":"exact","reasons":["SAME_NAME"]}',
    );
  });

  test('with codes, two valid ones are two companies', async () => {
    const file = fixtureFile('codes.csv', '甲,right,a,b\n甲乙公司,甲乙公司,91510100202038699K,91510112202238252T\n');
    const { stdout } = await run('evaluate', file, ...COLUMNS, '--left-code', 'a', '--right-code', 'b', '--json');
    expect(lines(stdout).at(-1)).toEqual({ exact: 0, strong: 0, similar: 1, none: 0 });
  });

  test('stock codes are codes, too, with their market or without', async () => {
    const file = fixtureFile('stock.csv', '甲,right,a,b\n甲乙科技,丙丁控股,300750,300750.SZ\n甲乙科技,甲乙科技,300750,600000\n');
    const { stdout } = await run('evaluate', file, ...COLUMNS, '--left-code', 'a', '--right-code', 'b', '--json');
    expect(lines(stdout)).toMatchObject([
      { level: 'exact', reasons: ['SAME_LISTING_CODE'] },
      { level: 'strong', reasons: ['SAME_NAME'] },
      { exact: 1, strong: 1 },
    ]);
  });

  test('without --json people read a table', async () => {
    const { stdout } = await run('evaluate', fixtureFile('table.csv', '甲,right\n建行,中国建设银行股份有限公司\n'), ...COLUMNS);
    expect(stdout).toBe(
      '强度\t理由\t左\t右\n相似\tABBREVIATED\t建行\t中国建设银行股份有限公司\n确定 0，很可能 0，相似 1，无关 0\n',
    );
  });

  test.each([
    ['a missing file', () => '/nowhere/pairs.csv', 'FILE_NOT_FOUND'],
    ['a folder', () => '/tmp', 'FILE_NOT_FOUND'],
    ['a missing column', () => fixtureFile('columns.csv', '甲,left\n一,二\n'), 'FILE_MISSING_COLUMNS'],
    [
      'another encoding',
      () => fixtureFile('gbk.csv', Buffer.from([0xbc, 0xd7, 0x2c, ...Buffer.from('right\n'), 0xbc, 0xd7, 0x2c, 0x0a])),
      'FILE_ENCODING',
    ],
    ['an empty file', () => fixtureFile('empty.csv', ''), 'FILE_EMPTY'],
  ])('%s ends it with a code and a way out, and nothing on standard output', async (_, file, code) => {
    const ran = await run('evaluate', file(), ...COLUMNS);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(code);
  });

  test.each([
    [[]],
    [['evaluate', 'a.csv']],
    [['evaluate', 'a.csv', ...COLUMNS, '--left-code', 'x']],
    [['other', 'a.csv', ...COLUMNS]],
    [['evaluate', 'a.csv', ...COLUMNS, '--wrong']],
  ])('wrongly called with %j it says how it is used', async (args: string[]) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain('npm run identity -- evaluate');
  });
});
