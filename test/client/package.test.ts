import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(root, 'packages/client');
const manifest = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as Record<string, unknown>;
const run = (args: string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}`.trim() };
};
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

/** A program of somebody else, with what is published and graphql-ws, nothing more. */
let program: string;
beforeAll(() => {
  program = mkdtempSync(path.join(tmpdir(), 'zhaoshang-client-'));
  const installed = path.join(program, 'node_modules/@zhaoshang/client');
  mkdirSync(installed, { recursive: true });
  cpSync(path.join(source, 'package.json'), path.join(installed, 'package.json'));
  const { status, said } = run([tsc, '-p', source, '--outDir', path.join(installed, 'dist')], root);
  if (status !== 0) throw new Error(said);
  for (const name of ['graphql-ws', 'graphql'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(program, 'node_modules', name));
  writeFileSync(path.join(program, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(program, { recursive: true, force: true }));

test('depends on graphql-ws, of the version that the server is tested with, and on nothing else', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(manifest.dependencies).toEqual({ 'graphql-ws': dependencies['graphql-ws'] });
  expect([manifest.private, manifest.files]).toEqual([undefined, ['dist', 'src']]);
});

test('is found by its name, with what it offers', () => {
  writeFileSync(
    path.join(program, 'use.js'),
    `import * as client from '@zhaoshang/client'; console.log(Object.keys(client).sort().join(' '));`,
  );
  expect(run(['use.js'], program)).toEqual({
    status: 0,
    said: 'ClientFailure ConnectionRefused RequestFailed STREAM_FIELDS SignInRefused StreamRefused Unreachable createClient',
  });
});

test('has types that hold its users to it, under the strictest settings', () => {
  writeFileSync(
    path.join(program, 'use.ts'),
    `import { createClient, STREAM_FIELDS, SignInRefused, type Client } from '@zhaoshang/client';
const client: Client = createClient({ url: ['http://a', 'http://b'], authenticate: async () => 'token' });
export async function follow(): Promise<string[]> {
  const kinds: string[] = [];
  try {
    for await (const message of client.stream<{ id: string; kind: string }>(STREAM_FIELDS)) {
      if (message.type === 'Event') kinds.push(message.event.kind);
      else if (message.type === 'StreamGap') kinds.push(message.droppedBefore);
      else if (message.type === 'AccessRevoked') kinds.push(message.recordId);
      else kinds.push(message.errors[0]?.extensions?.code ?? '');
      // @ts-expect-error: an event message has no record
      message.recordId;
    }
  } catch (error) {
    if (error instanceof SignInRefused) kinds.push(error.code);
  }
  return kinds;
}
`,
  );
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit'];
  const settings = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,dom', '--types', ''];
  expect(run([tsc, ...strict, ...settings, 'use.ts'], program)).toEqual({ status: 0, said: '' });
});
