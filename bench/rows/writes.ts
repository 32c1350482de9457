import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { answerOf, Connection, post } from '../clients/http-load.ts';
import type { Effort } from '../measure/effort.ts';
import { cpuOf, cpuOfPostgres } from '../measure/cpu.ts';
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

/**
 * What updateCase asks of the database, by bare pg: idempotency, lock, access, version, event with audience, pending row, and
 * the payload, read once it is committed. Superuser: no row-level security.
 */
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
  await client.query({
    name: 'p',
    text: 'select c.id, c.code, c.title, c.stage, c.version, c.updated_at, a.level from access a join cases c on c.id = a.subject_id where a.team_id = $2 and c.id = $1',
    values: [target.id, target.team],
  });
}

type Log = (line: string) => void;
type Write = (target: Target, writer: number) => Promise<void>;

/** Runs `write` with so many writers for a while, each on cases of its own; writes a second. */
async function throughput(writers: number, durationMs: number, targets: readonly Target[], write: Write): Promise<number> {
  const from = performance.now();
  let done = 0;
  const share = Math.floor(targets.length / writers);
  const worker = async (_: unknown, w: number): Promise<void> => {
    for (let n = 0; performance.now() - from < durationMs; n++) {
      await write(targets[w * share + (n % share)]!, w);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, worker));
  return (done * 1000) / (performance.now() - from);
}

const MUTATION =
  'mutation($input: UpdateCaseInput!) { updateCase(input: $input) { case { version } userErrors { code message } } }';

/** Each writer over a connection of its own that stays open, as clients and balancers keep theirs. */
function byApi(port: number, tokens: ReadonlyMap<number, string>) {
  const connections = new Map<number, Connection>();
  const connectionOf = (writer: number): Connection => {
    const known = connections.get(writer) ?? new Connection(port);
    connections.set(writer, known);
    return known;
  };
  const write = async (target: Target, writer: number): Promise<void> => {
    const idempotencyKey = randomUUID();
    const input = {
      id: Buffer.from(`Case:${target.id}`).toString('base64url'),
      expectedVersion: target.version,
      title: `项目 ${idempotencyKey.slice(0, 8)}`,
      idempotencyKey,
    };
    const authorization = `Bearer ${tokens.get(target.client)}`;
    const request = post('/graphql', { authorization }, JSON.stringify({ query: MUTATION, variables: { input } }));
    const { body } = answerOf(await connectionOf(writer).send(request));
    const version = (JSON.parse(body) as { data?: { updateCase: { case: { version: number } | null } } }).data?.updateCase.case
      ?.version;
    if (version === undefined) throw new Error(`updateCase: ${body}`);
    target.version = version;
  };
  const close = () => connections.forEach((connection) => connection.close());
  return { write, close };
}

/** CPU per write: the server's, PostgreSQL's and this process's, which is the load on one side and the program on the other. */
interface Cpu {
  server: number;
  postgres: number;
  own: number;
}
interface Written {
  perSecond: number;
  cpu: Cpu;
}
const CPUS = ['server', 'postgres', 'own'] as const;
const NO_CPU: Cpu = { server: NaN, postgres: NaN, own: NaN };
const total = ({ cpu }: Written): number => CPUS.reduce((sum, part) => sum + cpu[part], 0);
const rate = ({ perSecond }: Written): number => perSecond;

const SETTLE_MS = 1_000;

async function numbered(pool: pg.Pool): Promise<void> {
  for (;;) {
    await sleep(SETTLE_MS);
    const { rows } = await pool.query('select 1 from event_pending limit 1');
    if (rows.length === 0) return;
  }
}

async function c1(world: World, pool: pg.Pool, targets: readonly Target[], bare: Write, effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const writers of [16, 64]) {
    // Without: nobody wakes or numbers anything. With: a node runs, numbers, notifies and delivers, and has first
    // started and numbered what was written without it.
    const results = await interleaved(effort.rounds, ['without', 'with'], async (name) => {
      const server = name === 'with' ? await startOurs(world.url) : null;
      if (server) await numbered(pool);
      const perSecond = await throughput(writers, effort.roundMs, targets, bare);
      await server?.stop();
      return { perSecond, cpu: NO_CPU };
    });
    const kept = ratio(results, 'with', 'without', rate)!;
    const name = `mutation statements with sequencer and wake-up running ÷ without, ${writers} writers`;
    const value = median(results.get('with')!.map(rate));
    rows.push(row('C1', name, '≥ 0.95', { value, unit: 'tx/s', ratioLimit: kept }, kept >= 0.95));
  }
  return rows;
}

async function c2(
  world: World,
  pool: pg.Pool,
  targets: readonly Target[],
  bare: Write,
  effort: Effort,
  log: Log,
): Promise<Row[]> {
  const server = await startOurs(world.url);
  try {
    const tokens = await tokensOf(server.port, [...new Set(targets.map(({ client }) => client))]);
    const ids = targets.map(({ id }) => id);
    const { rows: now } = await pool.query<{ id: string; version: number }>('select id, version from cases where id = any($1)', [
      ids,
    ]);
    const versions = new Map(now.map((each) => [each.id, each.version]));
    for (const target of targets) target.version = versions.get(target.id)!;
    const [own, others] = [targets.slice(0, targets.length / 2), targets.slice(targets.length / 2)];
    const { write, close } = byApi(server.port, tokens);
    await throughput(16, effort.warmUpMs, own, write);
    await throughput(16, effort.warmUpMs / 3, others, bare);
    const cpuNow = (): Cpu => {
      const { user, system } = process.cpuUsage();
      return { server: cpuOf(server.pid), postgres: cpuOfPostgres(world.postmasterPid), own: (user + system) / 1000 };
    };
    const results = await interleaved(effort.rounds, ['bare', 'api'], async (name): Promise<Written> => {
      const [from, before] = [performance.now(), cpuNow()];
      const perSecond = await throughput(16, effort.roundMs, name === 'api' ? own : others, name === 'api' ? write : bare);
      const [writes, after] = [(perSecond * (performance.now() - from)) / 1000, cpuNow()];
      const each = (part: keyof Cpu): number => (after[part] - before[part]) / writes;
      return { perSecond, cpu: { server: each('server'), postgres: each('postgres'), own: each('own') } };
    });
    for (const [name, rounds] of results)
      log(`C2 ${name}: ${CPUS.map((part) => `${part} ${median(rounds.map(({ cpu }) => cpu[part])).toFixed(2)} ms`).join(', ')}`);
    close();
    const share = ratio(results, 'api', 'bare', rate)!;
    const [value, dearer] = [median(results.get('api')!.map(rate)), ratio(results, 'api', 'bare', total)!];
    return [
      row(
        'C2',
        'updateCase through the whole API ÷ its statements by bare pg, 16 writers',
        '≥ 0.5',
        { value, unit: 'mutations/s', ratioLimit: share },
        share >= 0.5,
      ),
      row(
        'C2',
        'the same, CPU of everything per mutation (for information)',
        '',
        { value: median(results.get('api')!.map(total)), unit: 'ms', ratioLimit: dearer },
        null,
      ),
    ];
  } finally {
    await server.stop();
  }
}

/** C1 and C2. */
export async function writeRows(world: World, wanted: (id: string) => boolean, effort: Effort, log: Log): Promise<Row[]> {
  if (!wanted('C1') && !wanted('C2')) return [];
  const targets = await readTargets(world.adminUrl);
  const pool = new pg.Pool({ connectionString: world.adminUrl, max: 64, idleTimeoutMillis: 0 });
  pool.on('error', () => {}); // the world stops behind us
  const bare = async (target: Target): Promise<void> => {
    const client = await pool.connect();
    await statements(client, target).finally(() => client.release());
  };
  const rows: Row[] = [];
  try {
    if (wanted('C1')) rows.push(...(await c1(world, pool, targets, bare, effort)));
    if (wanted('C2')) rows.push(...(await c2(world, pool, targets, bare, effort, log)));
  } finally {
    await pool.end();
  }
  for (const each of rows) log(`${each.id} ${each.name}: ${each.ratioLimit}`);
  return rows;
}
