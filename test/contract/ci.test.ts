import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const script = readFileSync(path.join(root, '.ci/run'), 'utf8');
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), 'zhaoshang-ci-'));
  for (const name of ['.ci', 'scripts', 'tools', 'package.json'])
    cpSync(path.join(root, name), path.join(clone, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
  mkdirSync(path.join(clone, 'bin'));
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const jest = (passed: number, failed: number, skipped: number) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
  });

/** Runs CI with an npm and an apt-get that only say what they were asked for. */
function run(npm: { ci?: number; test?: string; check?: number; all?: string }) {
  const stub = (name: string, text: string) =>
    writeFileSync(path.join(clone, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  for (const name of ['apt-get', 'sudo', 'nats-server', 'chromium']) stub(name, 'exit 0');
  writeFileSync(path.join(clone, 'test.json'), npm.test ?? jest(3, 0, 0));
  stub(
    'npm',
    `case "$*" in
      ci) exit ${npm.ci ?? 0} ;;
      test*) cp '${clone}/test.json' "\${4#--outputFile=}" ;;
      'run check') exit ${npm.check ?? 0} ;;
      'run test:all') echo '${npm.all ?? '5 passed, 0 failed'}'; case '${npm.all ?? ' 0 failed'}' in *' 0 failed') exit 0 ;; *) exit 1 ;; esac ;;
    esac`,
  );
  const env = { ...process.env, PATH: `${path.join(clone, 'bin')}:${process.env.PATH}` };
  const { status, stdout } = spawnSync('bash', [path.join(clone, '.ci/run')], { env, encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

describe('.ci/run', () => {
  test('adds up what the test command, the checks and the long tests say', () => {
    expect(run({})).toEqual({ status: 0, last: '9 passed, 0 failed' });
  });

  test('fails on failed and skipped tests and on a red check', () => {
    expect(run({ test: jest(3, 1, 0) })).toEqual({ status: 1, last: '9 passed, 1 failed' });
    expect(run({ test: jest(3, 0, 2) })).toEqual({ status: 1, last: '9 passed, 2 failed' });
    expect(run({ check: 1 })).toEqual({ status: 1, last: '8 passed, 1 failed' });
    expect(run({ all: '4 passed, 1 failed' })).toEqual({ status: 1, last: '8 passed, 1 failed' });
  });

  test('fails when a part breaks off without saying how it ended', () => {
    expect(run({ ci: 1 })).toEqual({ status: 1, last: '0 passed, 1 failed' });
    expect(run({ all: 'Segmentation fault' })).toEqual({ status: 1, last: '4 passed, 1 failed' });
  });

  test('names no host and no folder of one machine', () => {
    expect(script).not.toMatch(/https?:|\/(home|root|work|tmp)\//);
  });
});
