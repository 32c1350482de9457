import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { settings } from '../../src/app/settings.ts';
import { createWorld, type World } from '../world.ts';
import { newFolder, startProgram } from './program.ts';
import { replyOf } from './running.ts';

let world: World;
const folder = newFolder();
const DATA_DIR = path.join(folder.path, 'data');
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  await world.close();
  folder.remove();
});

const endOf = async (env: NodeJS.ProcessEnv, args: string[] = []) => {
  const program = startProgram({ DATA_DIR, ...env }, args);
  return { code: await program.ended, ...program.printed };
};

describe('npm start', () => {
  test('-- --help lists every setting and starts nothing', async () => {
    const { code, out, error } = await endOf({}, ['--help']);
    expect([code, error]).toEqual([0, '']);
    for (const { name, default: fallback } of settings) expect(out).toMatch(new RegExp(`${name}\\n.*\\n.*${fallback}`));
  });

  test('names all problems of the environment at once', async () => {
    const { code, out, error } = await endOf({ PORT: 'abc', BUS: 'kafka', POOL_SIZE: '0', DATABASE_URL: 'mysql://u:secret@h/d' });
    expect([code, out]).toEqual([1, '']);
    for (const name of ['CONFIG_INVALID', 'PORT', 'BUS', 'POOL_SIZE', 'DATABASE_URL']) expect(error).toContain(name);
    expect(error).not.toContain('secret');
  });

  test.each([
    ['that cannot be reached', () => 'postgres://u:secret@127.0.0.1:1/x', /DATABASE_UNREACHABLE/],
    ['whose user is a superuser', () => process.env.TEST_ADMIN_URL!, /超级用户[^]*DATABASE_UNFIT/],
  ])('refuses a database %s', async (_, url, reason) => {
    const { code, error } = await endOf({ DATABASE_URL: url() });
    expect([code, error.includes('    at ')]).toEqual([1, false]);
    expect(error).toMatch(reason);
    expect(error).not.toContain('secret');
  });

  test('with DATABASE_URL serves an empty world, never touches the embedded database, and refuses a used port', async () => {
    const program = startProgram({ DATA_DIR, DATABASE_URL: world.db.url });
    const url = await program.ready;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(program.printed.out).not.toContain('示例登录');
    const counts = `select (select count(*)::int from team) as teams, (select count(*)::int from person) as persons,
      (select count(*)::int from division) > 20 as divisions`;
    expect(await world.db.readSystem(counts)).toEqual([{ teams: 0, persons: 0, divisions: true }]);
    const refused = await endOf({ DATABASE_URL: world.db.url, PORT: new URL(url).port });
    expect([refused.code, refused.error]).toEqual([1, expect.stringMatching(/端口 \d+ 已被占用[^]*PORT_IN_USE/)]);
    expect((await replyOf(await fetch(`${url}/readyz`))).status).toBe(200);
    program.kill('SIGTERM');
    expect([await program.ended, program.printed.error]).toEqual([0, '']);
    expect(existsSync(DATA_DIR)).toBe(false);
  });
});
