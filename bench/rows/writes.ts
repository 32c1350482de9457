import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ask, post } from '../clients/http-load.ts';
import type { Effort } from '../measure/effort.ts';
import { startOurs, tokensOf } from '../measure/ours.ts';
import { interleaved, median, ratio } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import type { World } from '../world/build-world.ts';

/** Cases the writers take in turn, each led by a team with a client of its own. */
interface Target {
  id: string;
  version: number;
  client: number;
  team: string;
}

async function readTargets(adminUrl: string): Promise<Target[]> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const { rows } = await admin.query<Target>(
    `select c.id, c.version, n as client, c.lead_team_id as team from cases c join generate_series(2, 90) n on bench.id('team', n) = c.lead_team_id
     where c.stage <> 'LOST' and c.id <> bench.id('case', 1) order by c.id limit 400`,
  );
  await admin.end();
  return rows;
}

/** What updateCase does to the database, by bare pg: locks, access, version, event with audience, pending row, idempotency. */
async function statements(client: pg.PoolClient, target: Target): Promise<void> {
  const key = randomUUID();
  await client.query('begin');
  await client.query({
    name: 'i',
    text: `insert into idempotency (team_id, actor, key, fingerprint, created_at) values ($1, 'bench', $2, 'x', now())`,
    values: [target.team, key],
  });
  const { rows } = await client.query<{ version: number }>({
    name: 'l',
    text: 'select * from cases where id = $1 for update',
    values: [target.id],
  });
  await client.query({
    name: 'a',
    text: 'select level from access where subject_id = $1 and team_id = $2',
    values: [target.id, target.team],
  });
  await client.query({
    name: 'u',
    text: 'update cases set title = $2, version = $3, updated_at = now() where id = $1',
    values: [target.id, `项目 ${key.slice(0, 8)}`, rows[0]!.version + 1],
  });
  await client.query({ name: 't', text: 'update access set updated_at = now() where subject_id = $1', values: [target.id] });
  await client.query({
    name: 'r',
    text: `update idempotency set result = '{}' where team_id = $1 and actor = 'bench' and key = $2`,
    values: [target.team, key],
  });
  await client.query({
    name: 'e',
    text: `with n as (select nextval(pg_get_serial_sequence('event', 'id')) as id), e as (
      insert into event (id, uuid, kind, subject_type, subject_id, version, guard_kind, guard_id, minimum, payload, actor_team_id, audience, at)
      select n.id, $1, 'CASE_UPDATED', 'Case', $2, $3, 'CASE', $2, 1, '{}', $4, (select coalesce(jsonb_object_agg(a.team_id, a.level), '{}') from access a where a.subject_id = $2), now() from n)
      insert into event_pending (event_id) select id from n`,
    values: [randomUUID(), target.id, rows[0]!.version + 1, target.team],
  });
  await client.query('commit');
}

/** Runs `write` with so many writers for a while, each on cases of its own; writes a second. */
async function throughput(
  writers: number,
  durationMs: number,
  targets: readonly Target[],
  write: (target: Target) => Promise<void>,
): Promise<number> {
  const from = performance.now();
  let done = 0;
  const share = Math.floor(targets.length / writers);
  const worker = async (_: unknown, w: number): Promise<void> => {
    for (let n = 0; performance.now() - from < durationMs; n++) {
      await write(targets[w * share + (n % share)]!);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, worker));
  return (done * 1000) / (performance.now() - from);
}

const MUTATION =
  'mutation($input: UpdateCaseInput!) { updateCase(input: $input) { case { version } userErrors { code message } } }';

function byApi(port: number, tokens: ReadonlyMap<number, string>) {
  return async (target: Target): Promise<void> => {
    const idempotencyKey = randomUUID();
    const input = {
      id: Buffer.from(`Case:${target.id}`).toString('base64url'),
      expectedVersion: target.version,
      title: `项目 ${idempotencyKey.slice(0, 8)}`,
      idempotencyKey,
    };
    const { body } = await ask(
      port,
      post(
        '/graphql',
        { authorization: `Bearer ${tokens.get(target.client)}` },
        JSON.stringify({ query: MUTATION, variables: { input } }),
      ),
    );
    const version = (JSON.parse(body) as { data?: { updateCase: { case: { version: number } | null } } }).data?.updateCase.case
      ?.version;
    if (version === undefined) throw new Error(`updateCase: ${body}`);
    target.version = version;
  };
}

/** C1 and C2. */
export async function writeRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  if (!wanted('C1') && !wanted('C2')) return [];
  const targets = await readTargets(world.adminUrl);
  const rows: Row[] = [];
  const pool = new pg.Pool({ connectionString: world.adminUrl, max: 64, idleTimeoutMillis: 0 });
  const bare = async (target: Target): Promise<void> => {
    const client = await pool.connect();
    await statements(client, target).finally(() => client.release());
  };
  const rate = (n: number) => n;
  try {
    if (wanted('C1')) {
      for (const writers of [16, 64]) {
        // Without: nobody wakes or numbers anything. With: a node runs, numbers, notifies and delivers.
        const results = await interleaved(effort.rounds, ['without', 'with'], async (name) => {
          const server = name === 'with' ? await startOurs(world.url) : null;
          const result = await throughput(writers, effort.roundMs, targets, bare);
          await server?.stop();
          return result;
        });
        const kept = ratio(results, 'with', 'without', rate)!;
        rows.push(
          row(
            'C1',
            `mutation statements with sequencer and wake-up running ÷ without, ${writers} writers`,
            '≥ 0.95',
            { value: median(results.get('with')!), unit: 'tx/s', ratioLimit: kept },
            kept >= 0.95,
          ),
        );
      }
    }
    if (wanted('C2')) {
      const server = await startOurs(world.url);
      try {
        const tokens = await tokensOf(server.port, [...new Set(targets.map(({ client }) => client))]);
        const admin = await pool.query<{ id: string; version: number }>('select id, version from cases where id = any($1)', [
          targets.map(({ id }) => id),
        ]);
        const versions = new Map(admin.rows.map((each) => [each.id, each.version]));
        for (const target of targets) target.version = versions.get(target.id)!;
        const [own, others] = [targets.slice(0, targets.length / 2), targets.slice(targets.length / 2)];
        const write = byApi(server.port, tokens);
        await throughput(16, effort.warmUpMs, own, write);
        const results = await interleaved(effort.rounds, ['bare', 'api'], (name) =>
          throughput(16, effort.roundMs, name === 'api' ? own : others, name === 'api' ? write : bare),
        );
        const share = ratio(results, 'api', 'bare', rate)!;
        rows.push(
          row(
            'C2',
            'updateCase through the whole API ÷ its statements by bare pg, 16 writers',
            '≥ 0.5',
            { value: median(results.get('api')!), unit: 'mutations/s', ratioLimit: share },
            share >= 0.5,
          ),
        );
      } finally {
        await server.stop();
      }
    }
  } finally {
    await pool.end();
  }
  for (const each of rows) log(`${each.id} ${each.name}: ${each.ratioLimit}`);
  return rows;
}
