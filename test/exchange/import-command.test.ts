import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createWorld, type World } from '../world.ts';
import { fixtureFile, fixtureFolder, madeUsci, registryText } from './fixture-files.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(...args: string[]): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: world.db.url, DATA_DIR: fixtureFolder(), NODE_OPTIONS: '' };
  const command = ['--import', './tools/swc-register.js', 'src/app/import.ts', ...args];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env })) };
  } catch (error) {
    return error as Ran;
  }
}

describe('npm run import', () => {
  test('with --json the last line has exactly the agreed keys, and people read the rest on standard error', async () => {
    const file = fixtureFile('registry.csv', registryText([{ name: '锦城光电有限公司', usci: madeUsci(1) }]));
    const { code, stdout, stderr } = await run('companies', file, '--json');
    expect(stdout.trim().split('\n').at(-1)).toBe(
      '{"read":1,"added":1,"updated":0,"unchanged":0,"refused":0,"refusedFile":null}',
    );
    expect(stderr).toContain('读取 1 行，新增 1');
    expect(code).toBe(0);
  });

  test('never loads the demo', async () => {
    const [teams] = await world.db.readSystem(`select count(*)::int as n from team where is_demo`);
    expect(teams).toEqual({ n: 0 });
  });

  test('a broken file ends it with a code and a way out, and nothing is written', async () => {
    const rows = Array.from({ length: 1100 }, (_, i) => ({ name: `第${i}有限公司`, usci: madeUsci(100 + i) }));
    const { code, stdout, stderr } = await run('companies', fixtureFile('broken.csv', `${registryText(rows)}"未完`), '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('FILE_BROKEN_QUOTES');
    expect(await world.db.readSystem(`select 1 from company where usci = $1`, [madeUsci(100)])).toEqual([]);
  });

  test('without arguments it says how it is used', async () => {
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain('npm run import -- companies');
  });
});
