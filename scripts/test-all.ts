// npm run test:all: everything there is, with the browser, the bus, the faults and large random worlds; the last line
// is `N passed, N failed`. A skipped test counts as failed: what is not run is not known to work.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { faketimeLibrary } from '../test/faults/faketime.ts';
import { countJest, countStory, type Count } from './test-count.ts';
import { ROOT } from './source-tree.ts';

/** Programs that npm does not bring, and the Debian package of each. */
const PROGRAMS = [
  { names: ['nats-server'], debian: 'nats-server' },
  { names: ['chromium', 'chromium-browser', 'google-chrome'], debian: 'chromium' },
];
const BIN = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
const missing = [
  ...PROGRAMS.filter(({ names }) => !names.some((name) => BIN.some((folder) => existsSync(path.join(folder, name))))),
  ...(faketimeLibrary() ? [] : [{ names: ['libfaketime'], debian: 'libfaketime' }]),
];

function run(title: string, command: string, args: string[], env: Record<string, string> = {}, capture = false) {
  console.log(`\n== ${title}`);
  const stdout = capture ? 'pipe' : 'inherit';
  const done = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: BIN.join(path.delimiter), ...env },
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
  });
  if (capture) process.stdout.write(done.stdout ?? '');
  return { status: done.status, stdout: done.stdout ?? '' };
}

function jest(): Count {
  const file = path.join(ROOT, '.cache/test-all.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const env = { TEST_ALL: '1', ORACLE_WORLDS: process.env.ORACLE_WORLDS ?? '3000' };
  const { status } = run('jest', 'npm', ['test', '--', '--json', `--outputFile=${file}`, ...process.argv.slice(2)], env);
  const count = existsSync(file) ? countJest(readFileSync(file, 'utf8')) : { passed: 0, failed: 1 };
  return status === 0 || count.failed > 0 ? count : { ...count, failed: 1 };
}

function story(): Count {
  const { status, stdout } = run('story', 'npm', ['run', '-s', 'story'], {}, true);
  return countStory(stdout, status);
}

/** Keeps the benches running, says nothing about speed. */
function bench(): Count {
  const installed =
    existsSync(path.join(ROOT, 'bench/node_modules')) || run('bench install', 'npm', ['--prefix', 'bench', 'ci']).status === 0;
  const ran = installed && run('bench', 'npm', ['run', '-s', 'bench', '--', '--smoke']).status === 0;
  return ran ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

let count: Count = { passed: 0, failed: missing.length };
if (missing.length > 0) {
  for (const { names, debian } of missing) console.error(`${names[0]} is not installed: apt-get install -y ${debian}`);
} else {
  const parts = [jest(), story(), ...(existsSync(path.join(ROOT, 'bench/package.json')) ? [bench()] : [])];
  count = {
    passed: parts.reduce((sum, part) => sum + part.passed, 0),
    failed: parts.reduce((sum, part) => sum + part.failed, 0),
  };
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
