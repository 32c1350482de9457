import pg from 'pg';
import { checkDatabase } from './readiness.ts';
import { StartRefused } from './start-refused.ts';

/** Refuses a database of the wrong version, encoding, locale or role, all reasons at once. */
export async function refuseUnfit(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new StartRefused(
      'DATABASE_UNREACHABLE',
      `连不上数据库：${(error as Error).message}。请检查 DATABASE_URL 与数据库是否已启动`,
      { cause: error },
    );
  }
  const refusals = await checkDatabase(client).finally(() => client.end());
  if (refusals.length > 0)
    throw new StartRefused('DATABASE_UNFIT', `数据库不能使用：\n${refusals.map((line) => `  - ${line}`).join('\n')}`);
}
