import type { Config } from './config.ts';
import { openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { startPostgresFor } from './postgres.ts';
import { refuseUnfit } from './refuse-unfit.ts';

/**
 * What a command does on the database the configuration names, fit and migrated; an embedded one is started when none runs
 * and left alone when one does.
 */
export async function onDatabase<T>(config: Config, run: (database: Database) => Promise<T>, sessions = 2): Promise<T> {
  const postgres = await startPostgresFor(config, (line) => console.error(line));
  try {
    await refuseUnfit(postgres.url);
    await migrate(postgres.url);
    const database = await openDatabase({ url: postgres.url, poolSize: sessions });
    try {
      return await run(database);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
  }
}
