import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { globalId } from '../../src/kernel/global-id.ts';
import { createCaller } from './caller.ts';
import type { FaultyCluster } from './faulty-cluster.ts';
import type { Recorder } from './history.ts';
import type { Random } from './random.ts';
import type { Member, SharedCase } from './workload.ts';

interface Write {
  mutation: string;
  input: object;
  selection: string;
  effect: string;
  /** The record's id in the payload, where the answer names one that the log names too. */
  record?: (payload: Record<string, unknown>) => string;
  settled?: () => void;
}

const idOf =
  (name: string) =>
  (payload: Record<string, unknown>): string =>
    (payload[name] as { id: string }).id;

function activity(subject: SharedCase, key: string, isPrivate: boolean): Write {
  const facts = { kind: 'CALL', happenedOn: '2026-01-05', text: key, isPrivate };
  return {
    mutation: 'addActivity',
    input: { caseId: subject.id, ...facts },
    selection: 'activity { id }',
    effect: `activity:${key}`,
    record: idOf('activity'),
  };
}

function lead(key: string): Write {
  const facts = { title: key, source: 'VISIT', intent: '设厂', companyDescription: '某企业' };
  return { mutation: 'registerLead', input: facts, selection: 'lead { id }', effect: `lead:${key}`, record: idOf('lead') };
}

/** Lets a guest in or sends it away; only one writer does this to a case, so it knows who is in. */
function turn(subject: SharedCase, guest: SharedCase['guests'][number]): Write {
  const whom = { caseId: subject.id, teamId: globalId('Team', guest.team.id) };
  const settled = () => void (guest.isIn = !guest.isIn);
  if (guest.isIn)
    return {
      mutation: 'withdrawShare',
      input: whom,
      selection: 'case { id }',
      effect: `withdraw:${subject.id}:${guest.team.id}`,
      settled,
    };
  const input = { ...whom, role: 'SUPPORT', level: guest.level };
  return { mutation: 'shareCase', input, selection: 'share { id }', effect: `share:${subject.id}:${guest.team.id}`, settled };
}

export interface WriterOptions {
  cluster: FaultyCluster;
  member: Member;
  cases: readonly SharedCase[];
  random: Random;
  history: Recorder;
  /** Whether it may let guests in and out of the cases its team leads. */
  isHost: boolean;
  pauseMs: number;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1_000;

/** Writes until it is told to stop; what nobody knows the outcome of is sent again under its key until somebody does. */
export function startWriter({ cluster, member, cases, random, history, isHost, pauseMs }: WriterOptions) {
  const caller = createCaller({ nodes: cluster.nodes, random, ...member });
  const hosted = cases.filter((each) => each.lead.id === member.team.id);
  const worked = cases.filter((each) => each.staying.some(({ id }) => id === member.team.id));
  let isStopped = false;
  const given = new AbortController();

  const next = (key: string): Write => {
    const roll = random.next();
    if (isHost && roll < 0.25) {
      const subject = random.pick(hosted);
      return turn(subject, random.pick(subject.guests));
    }
    return roll > 0.9 ? lead(key) : activity(random.pick(worked), key, random.chance(0.1));
  };
  const send = async (): Promise<void> => {
    const key = `${history.name}-${randomUUID()}`;
    const { mutation, input, selection, effect, record, settled } = next(key);
    history.say({ type: 'send', key, effect });
    for (let waitMs = FIRST_RETRY_MS; !given.signal.aborted; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      const answer = await caller.ask(mutation, { ...input, idempotencyKey: key }, selection);
      if (answer.kind === 'unknown') {
        history.say({ type: 'unknown', key, reason: answer.reason });
        await sleep(answer.retryAfterMs || random.between(waitMs / 2, waitMs));
        continue;
      }
      if (answer.kind === 'refused') return history.say({ type: 'refused', key, code: answer.code });
      settled?.();
      return history.say({ type: 'ack', key, effect, ...(record && { record: record(answer.payload) }) });
    }
  };
  const running = (async () => {
    while (!isStopped) {
      await send();
      await sleep(random.between(0, pauseMs * 2));
      if (random.chance(0.02)) caller.moveOn();
    }
  })();
  return {
    /** Ends when the last write is decided, or stays undecided for so long. */
    async stop(patienceMs: number): Promise<void> {
      isStopped = true;
      const late = setTimeout(() => given.abort(), patienceMs);
      await running;
      clearTimeout(late);
    },
  };
}
export type Writer = ReturnType<typeof startWriter>;
