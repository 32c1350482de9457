import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ask, post } from '../clients/http-load.ts';
import { startChild, type Child } from './child.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The shipped program is what is measured: `dist/`, built as `npm ci` builds it. */
export const build = (): void =>
  void execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });

/** `PROFILE=<folder> npm run bench -- --rows A4` leaves CPU profiles of the server there. */
const profiled = (): string[] => (process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : []);

/** As `npm start` starts it, on the bench database: access, masking, gate, log and metrics on. */
export const startOurs = (databaseUrl: string, nodeOptions: readonly string[] = []): Promise<Child> =>
  startChild(
    'ours',
    ['--enable-source-maps', ...profiled(), ...nodeOptions, 'dist/main.js'],
    { DATABASE_URL: databaseUrl, PORT: '0', DEMO: '0', LOG_LEVEL: 'info' },
    (line) => {
      const found = /http:\/\/[^\s:]+:(\d+)/.exec(line);
      return found ? Number(found[1]) : null;
    },
  );

/** Tokens of API clients by team; the world has one client a team, in the order of teams. */
export async function tokensOf(port: number, clients: readonly number[]): Promise<Map<number, string>> {
  const tokens = new Map<number, string>();
  for (const n of clients) {
    const form = `grant_type=client_credentials&client_id=bench-${n}&client_secret=bench-secret-${n}`;
    const request = post('/oauth/token', {}, form)
      .toString('utf8')
      .replace('application/json\r\naccept', 'application/x-www-form-urlencoded\r\naccept');
    const { status, body } = await ask(port, Buffer.from(request));
    if (status !== 200) throw new Error(`no token for client ${n}: ${status} ${body}`);
    tokens.set(n, (JSON.parse(body) as { access_token: string }).access_token);
  }
  return tokens;
}
