import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { until } from '../events/log-world.ts';
import { dial } from '../server/line.ts';
import { createOwnCluster, type OwnCluster } from '../server/own-cluster.ts';
import { startProgram, type Program } from '../server/program.ts';
import { askerOf, tokenOf } from '../server/running.ts';

let cluster: OwnCluster;
const programs: Program[] = [];
beforeAll(async () => {
  cluster = await createOwnCluster();
}, 300_000);
afterAll(async () => {
  for (const program of programs) program.kill('SIGTERM');
  for (const program of programs) await program.ended;
  await cluster.remove();
});

async function start() {
  const program = startProgram({ DATABASE_URL: cluster.url, DEMO: '1' });
  programs.push(program);
  return { program, url: await program.ready };
}
const fenced = async (url: string): Promise<number> =>
  Number(/^zhaoshang_sequencer_fenced_total (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);

/** The numbering node waits for a lock inside its batch while the other one finds it at work; whichever of the two it is. */
test.each(['SIGKILL', 'SIGSTOP'] as const)(
  '%s of the node that is numbering, in the middle of a batch, leaves its events to the other node',
  async (signal) => {
    const nodes = [await start(), await start()];
    const token = await tokenOf(nodes[0]!.url, 'zhao.dianzi', DEMO_PASSWORD);
    const admin = new pg.Client({ connectionString: cluster.url });
    await admin.connect();
    await admin.query('begin; lock table event_pos in share mode');
    const before = await Promise.all(nodes.map(({ url }) => fenced(url)));
    const title = `批中-${signal}`;
    const input = `{ title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }`;
    const lines = await Promise.all(nodes.map(({ url }) => dial(`${url.replace('http', 'ws')}/graphql`, token)));
    for (const line of lines) {
      line.send({
        type: 'subscribe',
        id: 'a',
        payload: { query: 'subscription { teamFeed { event { ... on LeadEvent { lead { title } } } } }' },
      });
      await line.until(() => line.messages.some(({ id }) => id === 'a'));
    }
    expect(
      (await askerOf(nodes[0]!.url, token)(`mutation { registerLead(input: ${input}) { lead { code } userErrors { code } } }`))
        .codes,
    ).toEqual([]);
    let other = -1;
    await until(async () => {
      const now = await Promise.all(nodes.map(({ url }) => fenced(url)));
      other = now.findIndex((count, index) => count > before[index]! + 1);
      return other >= 0;
    });
    nodes[1 - other]!.program.kill(signal);
    await admin.query('rollback');
    const titles = () =>
      lines[other]!.messages.flatMap(({ payload }) => (JSON.stringify(payload ?? {}).includes(title) ? [1] : []));
    expect(await lines[other]!.until(() => titles().length === 1, 10_000)).toBe(true);
    const { rows } = await admin.query<{ dense: boolean; pending: number }>(
      'select (select max(pos) = count(*) from event_pos) as dense, (select count(*)::int from event_pending) as pending',
    );
    expect(rows).toEqual([{ dense: true, pending: 0 }]);
    await admin.end();
    nodes[1 - other]!.program.kill('SIGCONT');
    for (const { program } of nodes) program.kill('SIGTERM');
    for (const { program } of nodes) await program.ended;
    for (const { ws } of lines) ws.terminate();
  },
  300_000,
);
