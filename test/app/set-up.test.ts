import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signIn } from '../../src/teams/sign-in.ts';
import { deskOf, PASSWORD } from '../teams/desk.ts';
import { createWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs the command on the world's database; what is typed goes to its standard input. */
async function setUp(args: string[], typed = '', of: World = world) {
  const env = { ...process.env, DATABASE_URL: of.db.url, DEMO: '0', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['--import', './tools/swc-register.js', 'src/app/set-up.ts', ...args], { env });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  child.stdin.end(typed);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out, error };
}
const FIRST = ['--team', '成都市投资促进局', '--code', 'cd', '--login', 'Wang.Shi', '--person', '王示例'];

describe('npm run set-up', () => {
  test('names everything that is wrong and makes nothing', async () => {
    const { code, error } = await setUp(['--team', '市', '--code', '市', '--login', '?', '--password-stdin'], 'short\n');
    expect(code).toBe(1);
    for (const said of ['团队代码', '登录名', '密码至少', 'SETUP_INVALID']) expect(error).toContain(said);
    expect(await world.db.readSystem('select 1 from team')).toEqual([]);
  });

  test('makes the city and its first chief, who signs in with the password that is shown once', async () => {
    const { code, out, error } = await setUp(FIRST);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const password = /：([\w-]{20})$/m.exec(out)![1]!;
    const { viewer } = await signIn(deskOf(world).deps, { login: 'wang.shi', password });
    expect(viewer).toMatchObject({ teamKind: 'CITY', role: 'CHIEF' });
    const rows = await world.db.readSystem(
      `select t.code, t.name, i.is_demo, (select count(*)::int from division) > 3000 as divisions, (select array_agg(kind order by id) from event) as events
       from team t, installation i`,
    );
    const events = ['TEAM_CREATED', 'MEMBERSHIP_STARTED'];
    expect(rows).toEqual([{ code: 'CD', name: '成都市投资促进局', is_demo: false, divisions: true, events }]);
  });

  test('is refused where a team exists, and says who goes on', async () => {
    const { code, error } = await setUp([...FIRST, '--password-stdin'], `${PASSWORD}\n`);
    expect(code).toBe(1);
    expect(error).toMatch(/createTeam.*SETUP_TEAM_EXISTS/);
  });

  test('takes the password from standard input and never shows it; a demo is refused', async () => {
    const other = await createWorld();
    await other.insert('installation', { id: 1, key: 'x', is_demo: true, created_at: new Date() });
    const args = [...FIRST, '--password-stdin'];
    expect((await setUp(args, PASSWORD, other)).error).toContain('SETUP_DEMO');
    await other.db.readSystem(`update installation set is_demo = false`);
    const { code, out } = await setUp(args, PASSWORD, other);
    expect(code).toBe(0);
    expect(out).not.toContain(PASSWORD);
    expect((await signIn(deskOf(other).deps, { login: 'wang.shi', password: PASSWORD })).viewer.role).toBe('CHIEF');
    await other.close();
  });

  test('without arguments says how it is used', async () => {
    expect(await setUp([])).toMatchObject({ code: 2, error: expect.stringContaining('npm run set-up -- --team') });
  });
});
