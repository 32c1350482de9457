import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/app/embedded-postgres.ts';
import { migrate } from '../../src/app/migrate.ts';
import { findMatches } from '../../src/companies/find-matches.ts';
import type { Identity } from '../../src/companies/compare-companies.ts';
import type { Read } from '../../src/kernel/context.ts';
import { fingerprint } from '../world/build-world.ts';
import { fillRegistry, type Known } from './fill-registry.ts';
import { spelling } from '../../src/companies/sound.ts';
import { makeName, pick, randomFrom, RARE, TRADES, written, type Random } from './made-names.ts';

const QUERIES_PER_KIND = 150;
const LIMIT = 20;
const WARM_UP = 300;

/** What people type when a company is or is not there. */
const KINDS: Record<string, (known: Known, random: Random) => Identity> = {
  'existing name': ({ made }) => ({ name: written(made) }),
  'other legal form': ({ made }) => ({ name: written({ ...made, form: '', branch: '' }) }),
  'one character off': ({ made }, random) => {
    const at = Math.floor(random() * made.trade.length);
    return { name: written({ ...made, trade: made.trade.slice(0, at) + pick(random, RARE) + made.trade.slice(at + 1) }) };
  },
  abbreviated: ({ made }) => ({ name: made.trade + made.business.slice(0, 2) }),
  sister: ({ made }, random) => ({ name: written({ ...made, place: '', business: pick(random, TRADES), branch: '' }) }),
  'in Latin letters': ({ made }) => ({ name: `${spelling(made.trade)} Technology Co., Ltd.` }),
  identifier: ({ usci }) => ({ name: '某某', usci }),
  unknown: (_, random) => ({ name: written(makeName(random)) }),
};

const at = (times: readonly number[], share: number): string =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1);

/** What the rows depend on, beside the schema: other names or other keys are another database. */
const SOURCES = ['made-names.ts', 'fill-registry.ts', '../../src/companies/name-keys.ts'];

async function dropOthers(adminUrl: string, database: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ name: string }>(
    `select datname as name from pg_database where starts_with(datname, 'identity_') and datname <> $1`,
    [database],
  );
  for (const { name } of rows) await admin.query(`drop database ${admin.escapeIdentifier(name)} with (force)`);
  await admin.end();
}

/** How long it takes to find whom a company may be among a million. */
export async function measureIdentity(companies: number, log: (line: string) => void): Promise<void> {
  const dataDir = path.join(tmpdir(), 'zhaoshang-bench', 'identity');
  const database = `identity_${companies}_${fingerprint(SOURCES.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join(''))}`;
  const cluster = await startEmbeddedPostgres({ dataDir, database, log: () => {} });
  await dropOthers(cluster.adminUrl, database);
  await migrate(cluster.url);
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  try {
    const known = await fillRegistry(client, companies, log);
    const read: Read = async <R>(sql: string, params: readonly unknown[] = []) =>
      (await client.query(sql, [...params])).rows as R[];
    const random = randomFrom(4);
    // A server that has run for a while has its indexes in memory and its code compiled.
    for (let n = 0; n < WARM_UP; n++) await findMatches(read, { name: written(pick(random, known).made) }, { limit: LIMIT });
    const all: number[] = [];
    log('kind | queries | p50 ms | p95 ms | max ms | with a match');
    for (const [kind, make] of Object.entries(KINDS)) {
      const queries = Array.from({ length: QUERIES_PER_KIND }, () => make(pick(random, known), random));
      const times: number[] = [];
      let found = 0;
      for (const query of queries) {
        const from = performance.now();
        found += (await findMatches(read, query, { limit: LIMIT })).length > 0 ? 1 : 0;
        times.push(performance.now() - from);
      }
      all.push(...times);
      times.sort((a, b) => a - b);
      log(`${kind} | ${times.length} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${times.at(-1)!.toFixed(1)} | ${found}`);
    }
    all.sort((a, b) => a - b);
    log(`all | ${all.length} | ${at(all, 0.5)} | ${at(all, 0.95)} | ${all.at(-1)!.toFixed(1)} |`);
  } finally {
    await client.end();
    await cluster.stop();
  }
}
