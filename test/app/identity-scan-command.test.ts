import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { company } from '../companies/company-facts.ts';
import { fixtureFolder } from '../exchange/fixture-files.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await company(world, '锦城光电科技有限公司', { foreign_number: 'A' });
  await company(world, '锦城光电科技有限公司', { listing_code: '600001.SH' });
});
afterAll(() => world.close());

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(...args: string[]): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: world.db.url, DATA_DIR: fixtureFolder(), NODE_OPTIONS: '' };
  const command = ['--import', './tools/swc-register.js', 'src/app/identity.ts', ...args];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env })) };
  } catch (error) {
    return error as Ran;
  }
}

describe('npm run identity -- scan', () => {
  test('with --json the last line counts, and people read the rest on standard error', async () => {
    const { code, stdout, stderr } = await run('scan', '--json');
    expect(stdout.trim().split('\n').at(-1)).toBe('{"companies":2,"pairs":1,"new":1,"exact":1,"strong":0,"similar":0}');
    expect(stderr).toContain('企业 2 家，疑似重复 1 对，其中新增 1 对');
    expect(code).toBe(0);
    expect((await run('scan')).stdout).toContain('其中新增 0 对');
  });

  test('with anything else it says how it is used', async () => {
    const { code, stderr } = await run('scan', 'what');
    expect(code).toBe(2);
    expect(stderr).toContain('npm run identity -- scan');
  });
});
