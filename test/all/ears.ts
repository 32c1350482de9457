import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Scope } from '../../src/kernel/viewer.ts';
import { secretFingerprint } from '../../src/teams/api-clients.ts';
import { caseGid, dealWorld } from '../cases/deal-world.ts';
import { startProgram, type Program } from '../server/program.ts';
import { askerOf, type Ask } from '../server/running.ts';
import { createWorld, type World } from '../world.ts';

/** A case, and a client that writes and listens without a budget in its way. */
export interface Scene {
  world: World;
  start(env?: NodeJS.ProcessEnv): Promise<Node>;
  /** Changes the case through the node; returns the version it has then. */
  change(node: Node): Promise<number>;
  caseId: string;
  close(): Promise<void>;
}
/** The real program as a process of its own. */
export interface Node {
  program: Program;
  url: string;
  token: string;
  ask: Ask;
  /** The sum of a metric over its labels. */
  metric(name: string): Promise<number>;
  rssBytes(): number;
}
const UNLIMITED = 2_000_000_000;
const UPDATE =
  'mutation ($input: UpdateCaseInput!) { updateCase(input: $input) { case { version } userErrors { code message } } }';

export async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const deals = await dealWorld(world);
  const caseUuid = await deals.opened();
  const secret = randomUUID();
  await world.insert('api_client', {
    id: randomUUID(),
    client_id: 'ears',
    name: '压力测试',
    team_id: deals.park.id,
    secret_hash: secretFingerprint(secret),
    scopes: [Scope.READ, Scope.WRITE_LEADS, Scope.WRITE_CASES],
    bucket_capacity: UNLIMITED,
    bucket_per_second: UNLIMITED,
    created_at: new Date(),
  });
  const { rows } = await world.db.system.query<{ version: number }>('select version from cases where id = $1', [caseUuid]);
  let { version } = rows[0]!;
  const nodes: Node[] = [];
  const caseId = caseGid(caseUuid);
  return {
    world,
    caseId,
    start: async (env = {}) => {
      const node = await startNode(world, secret, env);
      nodes.push(node);
      return node;
    },
    change: async ({ ask }) => {
      // As long as the field may be: a stalled connection fills sooner.
      const intent = `${version} ${'意'.repeat(1_900)}`;
      const input = { id: caseId, expectedVersion: version, intent, idempotencyKey: randomUUID() };
      const { data, text } = await ask(UPDATE, { input });
      const changed = (data as unknown as { updateCase: { case: { version: number } | null } } | null)?.updateCase.case;
      if (!changed) throw new Error(text);
      return (version = changed.version);
    },
    close: async () => {
      for (const { program } of nodes) program.kill('SIGTERM');
      for (const { program } of nodes) await program.ended;
      await world.close();
    },
  };
}

async function startNode(world: World, secret: string, env: NodeJS.ProcessEnv): Promise<Node> {
  const program = startProgram({ DATABASE_URL: world.db.url, DEMO: '0', ...env });
  const url = await program.ready;
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'ears', client_secret: secret }),
  });
  const token = ((await answer.json()) as { access_token: string }).access_token;
  return {
    program,
    url,
    token,
    ask: askerOf(url, token),
    metric: async (name) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const values = text.matchAll(new RegExp(`^zhaoshang_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
      return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
    },
    rssBytes: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))![1]) * 1024,
  };
}

/** A socket that listens to the case and keeps no more than what the tests look at. */
export interface Ear {
  ws: WebSocket;
  /** Versions, in the order in which they came. */
  heard: number[];
  cursor: string | null;
  /** Why it was closed. */
  code: number | null;
  /** Anything that is neither an event nor progress. */
  strange: unknown[];
  isReady: boolean;
}
/** Messages of events are as long as `intent`, times the aliases. */
const listen = (aliases: number): string => `subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { cursor event { version ... on CaseUpdated { case { ${Array.from({ length: aliases }, (_, i) => `i${i}: intent`).join(' ')} } } } }
}`;
const CURSOR = /"cursor":"([^"]+)"/;
const VERSION = /"event":\{"version":(\d+)/;

export async function openEar(node: Node, caseId: string, more: { after?: string | null; aliases?: number } = {}): Promise<Ear> {
  const ws = new WebSocket(`${node.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
  const ear: Ear = { ws, heard: [], cursor: more.after ?? null, code: null, strange: [], isReady: false };
  const send = (message: object) => ws.send(JSON.stringify(message));
  const variables = { id: caseId, after: more.after };
  const ready = new Promise<void>((done) => {
    ws.on('message', (data) => {
      const text = String(data);
      const version = VERSION.exec(text)?.[1];
      if (text.includes('"connection_ack"'))
        return send({ id: '1', type: 'subscribe', payload: { query: listen(more.aliases ?? 1), variables } });
      if (version !== undefined) ear.heard.push(Number(version));
      else if (!text.includes('"event":null') || text.includes('"errors"')) ear.strange.push(text);
      ear.cursor = CURSOR.exec(text)?.[1] ?? ear.cursor;
      ear.isReady = true;
      done();
    });
    ws.once('close', (code) => {
      ear.code = code;
      done();
    });
    ws.on('error', (error) => ear.strange.push(error.message));
  });
  ws.once('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${node.token}` } }));
  await ready;
  return ear;
}

/** So many at a time that the waiting line of a listening socket holds them. */
export async function openEars(node: Node, caseId: string, count: number, aliases = 1): Promise<Ear[]> {
  const ears: Ear[] = [];
  const next = async () => {
    while (ears.length + opening < count) {
      opening += 1;
      const ear = await openEar(node, caseId, { aliases });
      opening -= 1;
      ears.push(ear);
    }
  };
  let opening = 0;
  await Promise.all(Array.from({ length: 100 }, next));
  return ears;
}

export async function until(holds: () => boolean | Promise<boolean>, what: string, withinMs = 60_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}
