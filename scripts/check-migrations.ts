// Empty database → head must equal what the entities say, and files that were released must be untouched.
import { MikroORM } from '@mikro-orm/postgresql';
import { ormConfig } from '../src/app/orm.ts';
import { checksumProblems, readChecksums, readMigrations } from './migration-checksums.ts';
import { withScratchDatabase } from './scratch-database.ts';

/** SQL that the entities ask for and the migrations do not give; empty when they agree. */
export async function missingFromMigrations(url: string): Promise<string> {
  const orm = await MikroORM.init(ormConfig(url));
  try {
    await orm.migrator.up();
    return (await orm.schema.getUpdateSchemaSQL({ wrap: false })).trim();
  } finally {
    await orm.close(true);
  }
}

if (import.meta.main) {
  const problems = checksumProblems(readMigrations(), readChecksums());
  const missing = await withScratchDatabase(missingFromMigrations);
  if (missing !== '') problems.push(`the entities have what the migrations lack:\n${missing}`);
  for (const problem of problems) console.error(problem);
  console.log(`migrations: ${problems.length === 0 ? 'ok' : `${problems.length} problems`}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
