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
  expect([manifest.license, readFileSync(path.join(source, 'README.md'), 'utf8')]).toEqual([
    expect.any(String),
    expect.stringContaining('# @zhaoshang/client'),
  ]);
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

/** Runs a script against a server that is not there. */
const script = (name: string, text: string) => {
  writeFileSync(path.join(program, name), `import { createClient } from '@zhaoshang/client';\n${text}`);
  return run([name], program);
};
const FEED = `'subscription ($after: String) { teamFeed(after: $after) { cursor } }'`;

test('a callback that throws is reported, and the attempts go on', () => {
  const { status, said } = script(
    'lamp.js',
    `let [dials, told] = [0, 0];
process.on('uncaughtException', ({ message }) => message === 'the lamp is broken' && told++);
const onState = ({ state }) => {
  if (state === 'connecting' && ++dials === 4) process.exit(told >= 3 ? 0 : 1);
  throw new Error('the lamp is broken');
};
const client = createClient({ url: 'http://127.0.0.1:1', token: 't', retry: { firstMs: 1, maxMs: 2 }, onState });
client.stream(${FEED}).ready.catch(console.log);
setTimeout(() => (console.log('dialled', dials), process.exit(2)), 8_000);`,
  );
  expect([status, said]).toEqual([0, '']);
}, 20_000);

test('a platform without WebSocket is told at once what is missing', () => {
  const { said } = script(
    'bare.js',
    `globalThis.WebSocket = undefined;
try { createClient({ url: 'http://127.0.0.1:1', token: 't' }).stream(${FEED}); } catch (error) { console.log(error.name, error.message); }
process.exit();`,
  );
  expect(said).toMatch(/^TypeError webSocketImpl: /);
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
