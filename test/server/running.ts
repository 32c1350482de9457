import { Writable } from 'node:stream';
import pino from 'pino';
import { readConfig } from '../../src/app/config.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import type { Bus } from '../../src/events/bus.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { deskOf, PASSWORD } from '../teams/desk.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  data: Record<string, never> | null;
  /** Codes of the top-level errors. */
  codes: string[];
  errors: Array<{ message: string; extensions?: { code?: string; requestId?: string; retryAfter?: number } }>;
}

/** Reads an answer whatever it is; `errors` stays empty when it is not GraphQL. */
export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  let body: { data?: Record<string, never>; errors?: Reply['errors'] } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    /* asserted on as text */
  }
  const errors = body.errors ?? [];
  const codes = errors.map(({ extensions }) => extensions?.code ?? 'NONE');
  return { status: response.status, headers: response.headers, text, data: body.data ?? null, codes, errors };
}

export type Ask = (query: string, variables?: Record<string, unknown>, more?: Record<string, unknown>) => Promise<Reply>;

/** One user of a server, like every program: fetch and a token. */
export const askerOf =
  (url: string, token?: string): Ask =>
  async (query, variables, more) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return replyOf(
      await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables, ...more }) }),
    );
  };

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { token userErrors { code message } } }';

/** A token of somebody who signs in over HTTP. */
export async function tokenOf(url: string, login: string, password: string): Promise<string> {
  const { data, text } = await askerOf(url)(SIGN_IN, { input: { login, password } });
  const token = (data as unknown as { signIn: { token: string | null } } | null)?.signIn.token;
  if (!token) throw new Error(`${login} could not sign in: ${text}`);
  return token;
}

export type Running = Awaited<ReturnType<typeof serve>>;

/** The whole server in this process on a world's database; what it logs is kept. */
export async function serve(world: World, env: NodeJS.ProcessEnv = {}, through?: (bus: Bus) => Bus) {
  const logged: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  const config = readConfig({ PORT: '0', DATABASE_URL: world.db.url, BUS: 'local', LOG_LEVEL: 'error', ...env });
  const server: RunningServer = await startServer(config, world.db.url, pino({ level: config.logLevel }, sink), through);
  return { ...server, socketUrl: `${server.url.replace('http', 'ws')}/graphql`, logged };
}

export interface Office extends Running {
  world: World;
  park: TestTeam;
  district: TestTeam;
  desk: ReturnType<typeof deskOf>;
  login: string;
  token: string;
  /** In the name of the park's officer. */
  ask: Ask;
  /** Signs somebody else in and asks in their name. */
  as(team: TestTeam, role?: Role): Promise<{ token: string; ask: Ask }>;
  closeAll(): Promise<void>;
}

/** A server with a city, a district, a park, and an officer of the park who has signed in. */
export async function openOffice(env: NodeJS.ProcessEnv = {}, made?: World, through?: (bus: Bus) => Bus): Promise<Office> {
  const world = made ?? (await createWorld());
  const district = await world.district(await world.city());
  const park = await world.park(district);
  const desk = deskOf(world);
  const { login } = await desk.member(park);
  const server = await serve(world, env, through);
  const token = await tokenOf(server.url, login, PASSWORD);
  return {
    ...server,
    world,
    park,
    district,
    desk,
    login,
    token,
    ask: askerOf(server.url, token),
    as: async (team, role = Role.OFFICER) => {
      const who = await desk.member(team, role);
      const own = await tokenOf(server.url, who.login, PASSWORD);
      return { token: own, ask: askerOf(server.url, own) };
    },
    closeAll: async () => {
      await server.close();
      await world.close();
    },
  };
}

/** Nothing of the inside may leave: SQL, tables, stacks, files, modules, hosts of the database. */
export const LEAKS =
  /\b(select|insert into|update) .* (from|values|set) |\bpg_|\b(event_pos|event_pending|mikro_orm|idempotency|installation)\b|violates|relation "|column "|syntax error at or near|node_modules|\/(srv|home|root|usr|tmp)\/|\.(ts|js):\d|\n\s+at |ECONNREFUSED|127\.0\.0\.1|localhost|zhaoshang_(reader|writer|system)|DriverException|stacktrace|sqlState/i;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Each error has a code of ours and a request id, and says nothing of the inside. */
export function leaksOf({ errors, text }: Pick<Reply, 'errors' | 'text'>): string[] {
  const found = LEAKS.exec(text);
  const problems = found ? [`leak: ${found[0]}`] : [];
  for (const { message, extensions } of errors) {
    if (!extensions?.code) problems.push(`no code: ${message}`);
    if (!UUID.test(extensions?.requestId ?? '')) problems.push(`no request id: ${message}`);
  }
  return problems;
}
