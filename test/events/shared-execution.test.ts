import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, type ExecutionResult } from 'graphql';
import fc from 'fast-check';
import { liveContext } from '../../src/app/context.ts';
import { createCompiler } from '../../src/app/jit-executor.ts';
import { maskError } from '../../src/app/mask-error.ts';
import { frameBody } from '../../src/events/frame.ts';
import { eventSource } from '../../src/events/event.ts';
import { runCompiled, runInterpreted, type Run } from '../../src/events/hub-execution.ts';
import { readLog } from '../../src/events/read-log.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import type { RecordKind } from '../../src/events/stream-message.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { levelOf } from '../../src/kernel/level.ts';
import { livingOf, type Life } from '../access/life.ts';
import { createLiveNode, type LiveNode, type Tapped } from '../access/live-node.ts';
import { perform, roundsSpec } from '../access/random-acts.ts';
import { placed, settled, worldSpec } from '../access/random-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { randomDocument, type RandomDocument } from './random-document.ts';

/** Reliability goal 11: so many (document, variables, level, event). 20,000 in `test:all`. */
const COMBINATIONS = Number(process.env.SHARED_EXECUTIONS ?? (process.env.TEST_ALL === '1' ? 20_000 : 1_000));
const SEED = Number(process.env.SHARED_SEED ?? Date.now() % 2_147_483_647);
const WORLDS_AT_ONCE = 5;
const DOCUMENTS = 30;
const ROUNDS = 3;

let world: World;
let node: LiveNode;
beforeAll(async () => {
  world = await createWorld();
  node = await createLiveNode(world);
});
afterAll(async () => {
  await node.close();
  await world.close();
});

const spec = fc.record({ world: worldSpec, rounds: roundsSpec(ROUNDS), documents: fc.nat() });

/** Documents that the gate admits to a world's teams, each once more with other values where it has variables. */
function documentsFor(life: Life, seed: number): RandomDocument[] {
  const caseId = globalId('Case', life.random.cases[0]!.id);
  const found: RandomDocument[] = [];
  for (let at = 0; found.length < DOCUMENTS; at++) {
    const document = randomDocument(node.schema, seed + at * 7_919, caseId);
    found.push(...[document, ...twinOf(document)].filter((each) => node.admits(each)));
  }
  return found;
}

function twinOf({ query, variables }: RandomDocument): RandomDocument[] {
  const changed = Object.entries(variables).filter(([, value]) => typeof value === 'boolean' || typeof value === 'number');
  const others = changed.map(([name, value]) => [name, typeof value === 'number' ? 1 + (value % 3) : !value] as const);
  return others.length > 0 ? [{ query, variables: { ...variables, ...Object.fromEntries(others) } }] : [];
}

interface Listening {
  life: Life;
  team: TestTeam;
  document: RandomDocument;
  tap: Tapped;
}

/** Every team asks each document, the first of them twice: other ids, other cursors and other key order, the same stream. */
async function listen(life: Life, seed: number): Promise<Listening[]> {
  const all: Listening[] = [];
  for (const document of documentsFor(life, seed)) {
    for (const [n, team] of [...life.random.teams, life.random.teams[0]!].entries()) {
      const variables = Object.fromEntries(Object.entries(document.variables)[n % 2 ? 'reverse' : 'slice']());
      const tap = await node.tap(team, { ...document, variables }, `id-${n}`);
      if (tap) all.push({ life, team, document, tap });
    }
  }
  return all;
}

/** The team's level for an event: the lower of what it had at commit and has now; null when it is told of a withdrawal instead. */
async function levelFor(team: TestTeam, event: LoggedEvent): Promise<number | null> {
  if (event.revoked?.includes(team.id)) return null;
  const then = event.audience === null ? 3 : (event.audience[team.id] ?? 0);
  if (event.guardId === null) return then;
  const [row] = await world.db.readSystem<{ level: number }>('select level from access where subject_id = $1 and team_id = $2', [
    event.guardId,
    team.id,
  ]);
  return Math.min(then, row?.level ?? 0);
}

const withdrawn = ({ guardId, guardKind }: LoggedEvent) => ({
  recordId: globalId(guardKind === 'LEAD' ? 'Lead' : 'Case', guardId!),
  recordKind: guardKind as RecordKind,
});

/** A compiler of the document's own. */
const compilers = new WeakMap<RandomDocument, Run>();
function compiledAnew(document: RandomDocument): Run {
  const compile = createCompiler(node.schema);
  const run = compilers.get(document) ?? runCompiled((hash, text, name) => compile(hash, text, name) as never);
  compilers.set(document, run);
  return run;
}

/** What one client alone would get: its own document parsed and compiled anew, in a context of its own; and by the reference implementation. */
async function alone(document: RandomDocument, event: LoggedEvent, level: number | null, cursor: string) {
  const message =
    level === null
      ? { event: null, signal: { __typename: 'AccessRevoked' as const, ...withdrawn(event) } }
      : { event: eventSource(event, levelOf(level)), signal: null };
  const { schema } = node;
  const context = () => liveContext({ db: world.db, seal: world.seal, now: () => world.clock.now() }, levelOf(level ?? 1));
  const parsed = parse(document.query);
  const operation = { hash: '', document: parsed, operationName: null, variables: document.variables };
  const [own, reference] = await Promise.all([
    compiledAnew(document)(operation, { cursor, ...message }, context()),
    runInterpreted(schema)(operation, { cursor, ...message }, context()),
  ]);
  return { own: bodyOf(own), reference: bodyOf(reference) };
}

function bodyOf({ data, errors }: ExecutionResult): string {
  const masked = errors?.map((error) => maskError(error, 'stream', { error: () => {} }));
  return frameBody(masked ? { data: data ?? null, errors: masked } : { data }).toString();
}

/** The order of fields is the compiler's own where one is selected more than once; everything else is the same. */
const meaning = (body: string): unknown => JSON.parse(`{"payload":${body}`);

describe('shared execution', () => {
  test(`gives each of ${COMBINATIONS} (document, variables, level, event) what executing alone gives, byte for byte (seed ${SEED})`, async () => {
    const seen = { combinations: 0, frames: 0, withdrawals: 0, executions: 0 };
    for (let block = 0; seen.combinations < COMBINATIONS; block++) {
      const specs = fc.sample(spec, { numRuns: WORLDS_AT_ONCE, seed: SEED + block });
      const lives: Life[] = [];
      const listening: Listening[] = [];
      for (const each of specs) {
        const random = placed(each.world);
        await settled(world, random);
        const life = livingOf(random);
        lives.push(life);
        listening.push(...(await listen(life, each.documents)));
      }
      const [from, executed] = [node.position(), node.executions()];
      for (const [at, life] of lives.entries()) for (const act of specs[at]!.rounds.flat()) await perform(world, life, act);
      await node.deliver();
      const executions = node.executions() - executed;
      const log = new Map((await readLog(world.db.system, from, 10_000)).map((event) => [event.pos, event]));

      /** One body for each document, variables, level and event, whoever it is for. */
      const bodies = new Map<string, Buffer>();
      for (const { team, document, tap } of listening) {
        for (const { body, pos, cursor } of tap.frames()) {
          const event = log.get(pos);
          if (!event) continue; // the greeting
          const level = await levelFor(team, event);
          expect({ team: team.kind, kind: event.kind, level }).not.toMatchObject({ level: 0 });
          const key = JSON.stringify([document.query, document.variables, pos, level]);
          const known = bodies.get(key);
          if (known) expect(body).toBe(known);
          else {
            const { own, reference } = await alone(document, event, level, cursor);
            const told = { document, level, event, got: body.toString() };
            if (told.got !== own) expect(told).toEqual({ ...told, got: own });
            expect({ ...told, got: meaning(told.got) }).toEqual({ ...told, got: meaning(reference) });
            bodies.set(key, body);
            seen.combinations += 1;
            seen.withdrawals += Number(level === null);
          }
          seen.frames += 1;
        }
      }
      expect(executions).toBeLessThanOrEqual(bodies.size);
      seen.executions += executions;
      await Promise.all(listening.map(({ tap }) => tap.close()));
    }
    expect(node.errors).toEqual([]);
    process.stderr.write(`shared execution: seed ${SEED}, ${JSON.stringify(seen)}\n`);
  }, 10_800_000);
});
