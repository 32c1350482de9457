import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createLocalBus } from '../../src/events/bus-local.ts';
import { createSequencer } from '../../src/events/sequencer.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import type { Stamp } from '../clients/swarm.ts';
import { startSwarms } from '../clients/swarms.ts';
import type { Effort } from '../measure/effort.ts';
import { startOurs, tokensOf } from '../measure/ours.ts';
import { percentile } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import type { World } from '../world/build-world.ts';

const EVENTS_A_SECOND = 1_000;
const CONNECTIONS = 16;
/** The team at the top sees every case. */
const CITY = 1;
const DRAIN_MS = 5_000;
/** Events of the writers' own start are not timed: their connections and plans are new. They count as lost or doubled. */
const WRITERS_WARM_MS = 1_000;

const DOCUMENT = `subscription { teamFeed { cursor event { id kind at version ... on CaseUpdated { actorTeam { id name } case {
  id code title stage updatedAt sizeBand amountYuan version company { id name } leadTeam { id name } } } } } }`;

/**
 * The statements of updateCase (as in `writes.ts`), kept in the database so that 1,000 writers a second leave room on
 * two cores for what is measured. The instant is taken by the last of them, before the commit itself: this is against us.
 */
const WRITE = `create or replace function bench.update_case(c uuid, t uuid, k text) returns table (event uuid, at_ms float8) language plpgsql as $$
declare v int; e uuid := gen_random_uuid();
begin
  insert into idempotency (team_id, actor, key, fingerprint, created_at) values (t, 'bench', k, 'x', now());
  select version into v from cases where id = c for update;
  perform level from access where subject_id = c and team_id = t;
  update cases set title = '项目 ' || left(k, 8), version = v + 1, updated_at = now() where id = c;
  update access set updated_at = now() where subject_id = c;
  update idempotency set result = '{}' where team_id = t and actor = 'bench' and key = k;
  with n as (select nextval(pg_get_serial_sequence('event', 'id')) as id), inserted as (
    insert into event (id, uuid, kind, subject_type, subject_id, version, guard_kind, guard_id, minimum, payload, actor_team_id, audience, at)
    select n.id, e, 'CASE_UPDATED', 'Case', c, v + 1, 'CASE', c, 1, '{}', t, (select coalesce(jsonb_object_agg(a.team_id, a.level), '{}') from access a where a.subject_id = c), now() from n)
  insert into event_pending (event_id) select id from n;
  return query select e, extract(epoch from clock_timestamp())::float8 * 1000;
end $$`;

interface Written {
  id: string;
  atMs: number;
}

/** A node that only writes: commits at an even rate, and numbers its commits as every node does. */
async function write(adminUrl: string, durationMs: number): Promise<{ written: Written[]; perSecond: number }> {
  const pool = new pg.Pool({ connectionString: adminUrl, max: CONNECTIONS, idleTimeoutMillis: 0 });
  // As a node has it: connections of its own, pipelined.
  const logPool = new pg.Pool({ connectionString: adminUrl, max: 1, idleTimeoutMillis: 0, pipeline: true } as pg.PoolConfig);
  await pool.query(WRITE);
  const { rows: cases } = await pool.query<{ id: string; team: string }>(
    `select c.id, c.lead_team_id as team from cases c join access a on a.subject_id = c.id and a.team_id = bench.id('team', ${CITY})
     where c.stage <> 'LOST' and c.id <> bench.id('case', 1) order by c.id limit 2000`,
  );
  const sequencer = createSequencer({ pool: logPool, bus: createLocalBus(), onError: (error) => console.error(error) });
  const written: Written[] = [];
  const from = performance.now();
  let taken = 0;
  const due = () => Math.floor(((performance.now() - from) * EVENTS_A_SECOND) / 1000);
  const writer = async (): Promise<void> => {
    while (performance.now() - from < durationMs) {
      if (taken >= due()) {
        await sleep(1);
        continue;
      }
      const { id, team } = cases[taken++ % cases.length]!;
      const { rows } = await pool.query<{ event: string; at_ms: number }>({
        name: 'write',
        text: 'select * from bench.update_case($1, $2, $3)',
        values: [id, team, crypto.randomUUID()],
      });
      sequencer.kick();
      written.push({ id: globalId('Event', rows[0]!.event), atMs: rows[0]!.at_ms });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, writer));
  const perSecond = (written.length * 1000) / (performance.now() - from);
  await sequencer.stop();
  await Promise.all([pool.end(), logPool.end()]);
  return { written, perSecond };
}

function compare(written: readonly Written[], stamps: readonly Stamp[]) {
  const arrived = new Map(stamps);
  const warmAtMs = written[0]!.atMs + WRITERS_WARM_MS;
  const timed = written.filter(({ id, atMs }) => arrived.has(id) && atMs >= warmAtMs);
  const latencies = timed.map(({ id, atMs }) => arrived.get(id)! - atMs);
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    lost: written.filter(({ id }) => !arrived.has(id)).length,
    doubled: stamps.length - arrived.size,
  };
}

/** C3: from a commit on one node to the socket of a subscriber of another. */
export async function pipelineRows(
  world: World,
  wanted: (id: string) => boolean,
  effort: Effort,
  log: (line: string) => void,
): Promise<Row[]> {
  if (!wanted('C3')) return [];
  const server = await startOurs(world.url);
  const swarms = startSwarms(1);
  try {
    const token = (await tokensOf(server.port, [CITY])).get(CITY)!;
    const measure = async (durationMs: number) => {
      await swarms.open({ port: server.port, path: '/graphql', raw: false, stamps: true }, 1, [
        { token, query: DOCUMENT, variables: {} },
      ]);
      await sleep(300);
      const { written, perSecond } = await write(world.adminUrl, durationMs);
      await sleep(DRAIN_MS);
      return { ...compare(written, await swarms.close()), perSecond, events: written.length };
    };
    await measure(effort.warmUpMs);
    const { p50, p99, lost, doubled, perSecond, events } = await measure(effort.roundMs * 5);
    log(`C3: ${events} events, ${perSecond.toFixed(0)} a second, ${lost} lost, ${doubled} doubled`);
    const name = `commit → socket on another node at ${perSecond.toFixed(0)} events/s, ${events} events, ${lost} lost, ${doubled} doubled; p99 ${p99.toFixed(1)} ms`;
    const holds = perSecond > 0.95 * EVENTS_A_SECOND && p50 <= 8 && p99 <= 20 && lost + doubled === 0;
    return [row('C3', name, '≤ 8 ms · 20 ms · 0', { value: p50, unit: 'ms' }, holds)];
  } finally {
    swarms.stop();
    await server.stop();
  }
}
