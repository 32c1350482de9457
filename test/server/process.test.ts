import { afterAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { runningPostmaster } from '../../src/app/postgres-cluster.ts';
import { dial } from './line.ts';
import { newFolder, startProgram, type Program } from './program.ts';
import { askerOf, tokenOf } from './running.ts';

const folder = newFolder();
const DATA_DIR = path.join(folder.path, 'data');
const cluster = path.join(DATA_DIR, 'postgres');
const programs: Program[] = [];
const start = (env: NodeJS.ProcessEnv = {}): Program => {
  const program = startProgram({ DATA_DIR, ...env });
  programs.push(program);
  return program;
};
afterAll(async () => {
  for (const program of programs) program.kill('SIGTERM');
  for (const program of programs) await program.ended;
  folder.remove();
});

let staying: Program;

test('two first starts at once on one folder are both ready, share one demo world, and print a sign-in per role', async () => {
  const both = [start(), start()] as const;
  const urls = await Promise.all(both.map(({ ready }) => ready));
  for (const url of urls) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  for (const { printed } of both) {
    for (const address of ['/graphql', '/graphiql', '/readyz', '/metrics']) expect(printed.out).toContain(address);
    const roles = new Set([...printed.out.matchAll(/ · (\w+)：\S+ \/ \S+/g)].map(([, role]) => role));
    expect([...roles].sort()).toEqual(['CHIEF', 'OFFICER', 'READER']);
  }
  const logins = [...both[0].printed.out.matchAll(/：(\S+) \/ (\S+)/g)];
  for (const [, login, password] of logins) expect(await tokenOf(urls[1]!, login!, password!)).toEqual(expect.any(String));
  const { data } = await askerOf(
    urls[0]!,
    await tokenOf(urls[0]!, 'wang.shiju', DEMO_PASSWORD),
  )('{ leads(first: 100) { totalCount } }');
  expect(data).toEqual({ leads: { totalCount: 3 } });

  // A used port: told, and the others go on.
  const refused = start({ PORT: new URL(urls[0]!).port });
  expect([await refused.ended, refused.printed.error]).toEqual([1, expect.stringContaining('PORT_IN_USE')]);
  expect((await fetch(`${urls[0]}/readyz`)).status).toBe(200);

  // SIGTERM with an open socket.
  const line = await dial(`${urls[0]!.replace('http', 'ws')}/graphql`, await tokenOf(urls[0]!, 'zhao.dianzi', DEMO_PASSWORD));
  line.send({ type: 'subscribe', id: 'a', payload: { query: 'subscription { teamFeed { cursor } }' } });
  expect(await line.ping()).toBe(true);
  both[0].kill('SIGTERM');
  expect((await line.closed).code).toBe(1012);
  expect(await both[0].ended).toBe(0);
  expect((await fetch(`${urls[1]}/readyz`)).status).toBe(200);
  staying = both[1];
}, 300_000);

test('kill -9 in the middle of writes loses nothing that was answered; the next start goes on, the last one out stops the database', async () => {
  const url = await staying.ready;
  const token = await tokenOf(url, 'zhao.dianzi', DEMO_PASSWORD);
  const ask = askerOf(url, token);
  const acked: string[] = [];
  let isKilled = false;
  const write = async (writer: number): Promise<void> => {
    for (let i = 0; !isKilled; i++) {
      const input = { title: `${writer}-${i}`, source: 'VISIT', intent: '意向', companyDescription: '某企业' };
      const query = 'mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { lead { code } } }';
      const answer = await ask(query, { input }).catch(() => null);
      const code = (answer?.data as { registerLead?: { lead: { code: string } } } | null)?.registerLead?.lead.code;
      if (code) acked.push(code);
    }
  };
  const writers = [1, 2, 3, 4].map(write);
  while (acked.length < 12) await new Promise((done) => setTimeout(done, 5));
  const before = runningPostmaster(cluster)!.pid;
  staying.kill('SIGKILL');
  await staying.ended;
  isKilled = true;
  await Promise.all(writers);

  const next = start();
  const again = askerOf(await next.ready, await tokenOf(await next.ready, 'zhao.dianzi', DEMO_PASSWORD));
  expect(runningPostmaster(cluster)!.pid).toBe(before);
  const lost: string[] = [];
  for (const code of acked) {
    const { data } = await again('query ($code: String) { lead(code: $code) { code } }', { code });
    if ((data as { lead: unknown } | null)?.lead === null) lost.push(code);
  }
  expect([acked.length >= 12, lost]).toEqual([true, []]);
  // The old token is still good: the installation and its key are the same.
  expect((await askerOf(await next.ready, token)('{ viewer { role } }')).codes).toEqual([]);
  next.kill('SIGTERM');
  expect(await next.ended).toBe(0);
  expect(runningPostmaster(cluster)).toBeUndefined();
}, 300_000);

test('a start that is refused leaves no database behind', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const refused = start({ PORT: String((taken.address() as AddressInfo).port) });
  expect([await refused.ended, refused.printed.error]).toEqual([1, expect.stringContaining('PORT_IN_USE')]);
  expect(runningPostmaster(cluster)).toBeUndefined();
  taken.close();
}, 300_000);
