import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { createAct } from '../src/app/act.ts';
import { openDatabase, type Database } from '../src/app/database.ts';
import { createLoad } from '../src/kernel/loaders.ts';
import type { Ctx } from '../src/kernel/context.ts';
import { createSeal } from '../src/kernel/sealed.ts';
import { Role, TeamKind, type Viewer } from '../src/kernel/viewer.ts';

export interface TestTeam {
  id: string;
  code: string;
  kind: TeamKind;
  parentId: string | null;
}

/** Connections of each of a world's pools. */
const POOL = 5;
let made = 0;

/** A fresh database cloned from the migrated template, and words to say what is in it. */
export async function createWorld() {
  const name = `world_${process.ppid}_${process.pid}_${++made}_${randomBytes(3).toString('hex')}`;
  await asAdmin((admin) => admin.query(`create database ${name} template ${process.env.TEST_TEMPLATE} owner zhaoshang`));
  const url = new URL(process.env.TEST_OWNER_URL!);
  url.pathname = `/${name}`;
  const db = await openDatabase({ url: url.href, poolSize: POOL, waitMs: 30_000 });
  return worldOn(db, async () => {
    await db.close();
    await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
  });
}
export type World = Awaited<ReturnType<typeof createWorld>>;

async function asAdmin(run: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL! });
  await admin.connect();
  try {
    await run(admin);
  } finally {
    await admin.end();
  }
}

export async function worldOn(db: Database, close: () => Promise<void>) {
  const seal = createSeal(Buffer.from('the key of a test world'));
  const clock = { now: () => new Date() };
  const insert = async (table: string, row: Record<string, unknown>) => {
    const columns = Object.keys(row);
    await db.system.query(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    );
  };

  const team = async (
    kind: TeamKind,
    parent: TestTeam | null = null,
    more: { name?: string; endsOn?: string } = {},
  ): Promise<TestTeam> => {
    const id = randomUUID();
    const code = `T-${id.slice(0, 8)}`;
    await insert('team', {
      id,
      code,
      name: more.name ?? `${kind} ${code}`,
      kind,
      parent_id: parent?.id ?? null,
      ends_on: more.endsOn ?? null,
      is_demo: false,
      version: 1,
      created_at: clock.now(),
    });
    return { id, code, kind, parentId: parent?.id ?? null };
  };

  const viewer = (of: TestTeam, more: Partial<Viewer> = {}): Viewer => ({
    teamId: of.id,
    teamKind: of.kind,
    role: Role.OFFICER,
    personId: null,
    clientId: null,
    sessionId: null,
    scopes: [],
    ...more,
  });

  /** A request's context in the name of a team. */
  const ctx = (of: TestTeam, more: Partial<Viewer> = {}): Ctx => {
    const who = viewer(of, more);
    const self = {
      viewer: who,
      liveLevel: null,
      read: db.readAs(who.teamId),
      seal,
      now: () => clock.now(),
      asOf: null,
      requestId: 'test',
      act: createAct({ writer: db.writer, em: db.em, viewer: who, now: () => clock.now(), committed: () => {} }),
    };
    const made = { ...self, load: undefined as unknown as Ctx['load'] };
    made.load = createLoad(made);
    return made;
  };

  /** Until so many sessions of this world wait for a lock. Calls that have `ended` count as well. */
  const waiting = (count: number, ended: () => number = () => 0): Promise<void> =>
    // Asked as the administrator: the application's roles may not see what other sessions wait for.
    asAdmin(async (admin) => {
      const locked = `select count(*)::int as n from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`;
      for (const end = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 10))) {
        const { rows } = await admin.query<{ n: number }>(locked, [new URL(db.url).pathname.slice(1)]);
        if (rows[0]!.n + ended() >= count) return;
        if (Date.now() > end) throw new Error(`${rows[0]!.n} instead of ${count} wait for a lock`);
      }
    });

  return {
    db,
    clock,
    insert,
    team,
    viewer,
    ctx,
    seal,
    city: () => team(TeamKind.CITY),
    district: (parent: TestTeam) => team(TeamKind.DISTRICT, parent),
    park: (parent: TestTeam) => team(TeamKind.PARK, parent),
    partner: () => team(TeamKind.PARTNER),
    close,
    /** Kinds of the events of a subject, oldest first. */
    events: async (subjectId: string) =>
      (await db.readSystem<{ kind: string }>('select kind from event where subject_id = $1 order by id', [subjectId])).map(
        (e) => e.kind,
      ),
    waiting,
    /** Runs the calls truly at once: holds the row until every call waits on it (or had no need to), then lets go. */
    atOnce: async <T>(table: string, id: string, calls: Array<() => Promise<T>>) => {
      const client = await db.system.connect();
      await client.query('begin');
      await client.query(`select 1 from ${table} where id = $1 for update`, [id]);
      let ended = 0;
      const all = Promise.allSettled(calls.map((call) => call().finally(() => (ended += 1))));
      try {
        await waiting(Math.min(calls.length, POOL), () => ended);
      } finally {
        await client.query('rollback');
        client.release();
      }
      return all;
    },
  };
}
