import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** The modules of ours and the PostgreSQL packages that a process of its own loads for this database address. */
function loadedFor(databaseUrl: string): string {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => { console.log(name); return next(name, context); } });
    const { startPostgresFor } = await import('./src/app/postgres.ts');
    const { url } = await startPostgresFor({ databaseUrl: '${databaseUrl}', dataDir: '/nowhere' }, console.log);
    console.log(url);`;
  const args = ['--import', './tools/swc-register.js', '--input-type=module', '-e', script];
  return execFileSync(process.execPath, args, { cwd: path.resolve(import.meta.dirname, '../..') }).toString();
}

describe('the database of the configuration', () => {
  test('is the given one, without loading a line of the embedded one', () => {
    const loaded = loadedFor('postgres://a@db/zs');
    expect(loaded).toContain('postgres://a@db/zs');
    expect(loaded).toContain('./src/app/postgres.ts');
    expect(loaded).not.toMatch(/embedded|postgres-cluster|postgres-binaries/);
  });
});
