import path from 'node:path';
import type { Config } from './config.ts';

export interface Postgres {
  url: string;
  stop(): Promise<void>;
}

/** The database the configuration names. With DATABASE_URL the embedded server's code is not even loaded. */
export async function startPostgresFor(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: (line: string) => void,
): Promise<Postgres> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} };
  const { startEmbeddedPostgres } = await import('./embedded-postgres.ts');
  const { url, stop } = await startEmbeddedPostgres({
    dataDir: path.join(config.dataDir, 'postgres'),
    database: 'zhaoshang',
    restart: true,
    log,
  });
  return { url, stop };
}
