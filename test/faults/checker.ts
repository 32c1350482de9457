import type { Histories, History, Line, LoggedLine, LogLine } from './history.ts';
import { checkListener } from './check-listener.ts';

export type Defect =
  | 'acked but not in the log'
  | 'event without a position'
  | 'gap in the positions'
  | 'chain broken'
  | 'not delivered'
  | 'withdrawal not told'
  | 'history dropped'
  | 'effect doubled'
  | 'event numbered twice'
  | 'delivered twice'
  | 'sent again'
  | 'inverted in the log'
  | 'inverted in a stream'
  | 'delivered to a team outside the audience'
  | 'delivered after the withdrawal'
  | 'delivered but not in the log';

export interface Finding {
  defect: Defect;
  detail: string;
}
export interface Counts {
  acked: number;
  lost: number;
  doubled: number;
  inverted: number;
  leaked: number;
}
export interface Verdict {
  counts: Counts;
  findings: Finding[];
  /** Writes whose outcome nobody learned, or that were refused, positions, and deliveries. */
  seen: { undecided: number; refused: number; positions: number; delivered: number };
}

const COUNTED: Record<Defect, Exclude<keyof Counts, 'acked'>> = {
  'acked but not in the log': 'lost',
  'event without a position': 'lost',
  'gap in the positions': 'lost',
  'chain broken': 'lost',
  'not delivered': 'lost',
  'withdrawal not told': 'lost',
  'history dropped': 'lost',
  'effect doubled': 'doubled',
  'event numbered twice': 'doubled',
  'delivered twice': 'doubled',
  'sent again': 'doubled',
  'inverted in the log': 'inverted',
  'inverted in a stream': 'inverted',
  'delivered to a team outside the audience': 'leaked',
  'delivered after the withdrawal': 'leaked',
  'delivered but not in the log': 'leaked',
};

/** Compares what clients saw with what the log says. Reads only; knows nothing of how the product works. */
export function check({ clients, log }: Histories): Verdict {
  const positions = log.filter((line) => line.type === 'position').sort((a, b) => a.pos - b.pos);
  const writes = writesOf(clients);
  const listeners = clients.filter(({ lines }) => lines.some(({ type }) => type === 'open'));
  const findings = [
    ...checkLog(log, positions),
    ...checkWrites(writes, positions),
    ...listeners.flatMap((listener) => checkListener(listener, positions, writes.withdrawals)),
  ];
  const counts: Counts = { acked: writes.acked.size, lost: 0, doubled: 0, inverted: 0, leaked: 0 };
  for (const { defect } of findings) counts[COUNTED[defect]]++;
  const all = clients.flatMap(({ lines }) => lines);
  const count = (type: Line['type']) => all.filter((line) => line.type === type).length;
  const seen = {
    undecided: writes.undecided.size,
    refused: count('refused'),
    positions: positions.length,
    delivered: count('receive'),
  };
  return { counts, findings, seen };
}

export const isClean = ({ counts: { acked, ...bad } }: Verdict): boolean =>
  acked > 0 && Object.values(bad).every((count) => count === 0);

interface Writes {
  /** Key → effect and the record that was answered, where one was. */
  acked: Map<string, { effect: string; record: string | null }>;
  undecided: Map<string, string>;
  /** Effect → when each withdrawal of it was first asked for, in order. */
  withdrawals: Map<string, number[]>;
}

function writesOf(clients: readonly History[]): Writes {
  const writes: Writes = { acked: new Map(), undecided: new Map(), withdrawals: new Map() };
  const sent = new Set<string>();
  for (const line of clients.flatMap(({ lines }) => lines)) {
    if (line.type === 'send' && !sent.has(line.key)) {
      sent.add(line.key);
      writes.undecided.set(line.key, line.effect);
      if (line.effect.startsWith('withdraw:'))
        writes.withdrawals.set(
          line.effect,
          [...(writes.withdrawals.get(line.effect) ?? []), line.at].sort((a, b) => a - b),
        );
    }
    if (line.type === 'ack') writes.acked.set(line.key, { effect: line.effect, record: line.record ?? null });
    if (line.type === 'ack' || line.type === 'refused') writes.undecided.delete(line.key);
  }
  return writes;
}

function checkLog(log: readonly LogLine[], positions: readonly LoggedLine[]): Finding[] {
  const findings: Finding[] = [];
  const numbered = new Set<string>();
  for (const [index, { pos, event }] of positions.entries()) {
    const before = positions[index - 1]?.pos ?? 0;
    if (pos > before + 1) findings.push({ defect: 'gap in the positions', detail: `${before} is followed by ${pos}` });
    if (numbered.has(event)) findings.push({ defect: 'event numbered twice', detail: `${event} again at ${pos}` });
    numbered.add(event);
  }
  for (const line of log) {
    if (line.type === 'unnumbered' && line.events > 0)
      findings.push({ defect: 'event without a position', detail: `${line.events} events` });
    if (line.type === 'chain' && !line.ok)
      findings.push({ defect: 'chain broken', detail: `${line.reason} behind ${line.positions} positions` });
  }
  return [...findings, ...invertedInLog(positions)];
}

function invertedInLog(positions: readonly LoggedLine[]): Finding[] {
  const last = new Map<string, number>();
  return positions.flatMap(({ pos, subject, version }): Finding[] => {
    if (version === null) return [];
    const before = last.get(subject) ?? 0;
    last.set(subject, Math.max(version, before));
    return version < before
      ? [{ defect: 'inverted in the log', detail: `${subject}: ${version} at ${pos} behind ${before}` }]
      : [];
  });
}

/** Each acknowledged key has left exactly one event of its effect; one whose outcome is unknown at most one. */
function checkWrites({ acked, undecided }: Writes, positions: readonly LoggedLine[]): Finding[] {
  const inLog = Map.groupBy(positions, ({ effect }) => effect);
  const answered = Map.groupBy(acked.values(), ({ effect }) => effect);
  const perhaps = Map.groupBy(undecided.values(), (effect) => effect);
  return [...new Set([...answered.keys(), ...perhaps.keys()])].flatMap((effect) => {
    const [events, answers] = [inLog.get(effect) ?? [], answered.get(effect) ?? []];
    const untrue = answers.filter(({ record }) => record !== null && !events.some((event) => event.record === record)).length;
    const missing = Math.max(answers.length - events.length, untrue, 0);
    const extra = Math.max(events.length - answers.length - (perhaps.get(effect)?.length ?? 0), 0);
    return [
      ...Array.from({ length: missing }, (): Finding => ({ defect: 'acked but not in the log', detail: effect })),
      ...Array.from({ length: extra }, (): Finding => ({
        defect: 'effect doubled',
        detail: `${effect} at ${events.at(-1)?.pos}`,
      })),
    ];
  });
}
