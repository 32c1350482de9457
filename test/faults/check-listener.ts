import type { Finding } from './checker.ts';
import type { History, Line, LoggedLine } from './history.ts';

interface Heard {
  at: number;
  logged: LoggedLine;
}
interface Listener {
  name: string;
  team: string;
  kind: string;
  from: number;
}

const rankOf = ({ team, kind }: Listener, { audience }: LoggedLine): number => {
  if (audience === null) return kind === 'PARTNER' ? 0 : 3;
  return Object.hasOwn(audience, team) ? audience[team]! : 0;
};

const mayHear = (listener: Listener, logged: LoggedLine): boolean => rankOf(listener, logged) >= logged.minimum;

/** One subscriber's stream against the slice of the log that its team may hear. */
export function checkListener(
  history: History,
  positions: readonly LoggedLine[],
  withdrawals: ReadonlyMap<string, readonly number[]>,
): Finding[] {
  const opened = history.lines.find((line) => line.type === 'open');
  if (!opened) return [];
  const listener: Listener = { name: history.name, team: opened.team, kind: opened.kind, from: opened.from };
  const slice = positions.filter(({ pos }) => pos > listener.from);
  const byEvent = new Map(positions.toReversed().map((logged) => [logged.event, logged]));
  const heard: Heard[] = [];
  const findings: Finding[] = [];
  const found = (defect: Finding['defect'], detail: string) =>
    void findings.push({ defect, detail: `${listener.name}: ${detail}` });
  for (const line of history.lines) {
    if (line.type === 'repeated') found('sent again', line.event);
    if (line.type === 'gap') found('history dropped', `StreamGap at ${line.cursor}`);
    if (line.type !== 'receive') continue;
    const logged = byEvent.get(line.event);
    if (logged) heard.push({ at: line.at, logged });
    else found('delivered but not in the log', line.event);
  }
  findings.push(
    ...doubledOrInverted(listener, heard),
    ...leaked(listener, heard, positions),
    ...missing(listener, heard, slice, withdrawals),
    ...untold(listener, history.lines, slice),
  );
  return findings;
}

function doubledOrInverted({ name }: Listener, heard: readonly Heard[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const last = new Map<string, number>();
  for (const { logged } of heard) {
    const { event, pos, guard, subject } = logged;
    if (seen.has(event)) {
      findings.push({ defect: 'delivered twice', detail: `${name}: ${event} of ${pos}` });
      continue;
    }
    seen.add(event);
    const of = guard ?? subject;
    if (pos < (last.get(of) ?? 0))
      findings.push({ defect: 'inverted in a stream', detail: `${name}: ${of}: ${pos} behind ${last.get(of)}` });
    last.set(of, Math.max(pos, last.get(of) ?? 0));
  }
  return findings;
}

/** Withdrawn until the record is shared again: what stands in between in the log is not for the team. */
function withdrawnAt({ team }: Listener, positions: readonly LoggedLine[]): Map<string, { from: number; to: number }[]> {
  const spans = new Map<string, { from: number; to: number }[]>();
  for (const { pos, guard, revoked, kind, audience } of positions) {
    if (guard === null) continue;
    const known = spans.get(guard) ?? [];
    const open = known.at(-1)?.to === Infinity ? known.at(-1) : undefined;
    if (revoked.includes(team) && !open) spans.set(guard, [...known, { from: pos, to: Infinity }]);
    else if (open && kind === 'CASE_SHARED' && audience && Object.hasOwn(audience, team)) open.to = pos;
  }
  return spans;
}

function leaked(listener: Listener, heard: readonly Heard[], positions: readonly LoggedLine[]): Finding[] {
  const spans = withdrawnAt(listener, positions);
  return heard.flatMap(({ logged }): Finding[] => {
    const detail = `${listener.name} (${listener.team}): ${logged.kind} at ${logged.pos}`;
    const within = (spans.get(logged.guard ?? '') ?? []).some(({ from, to }) => logged.pos >= from && logged.pos < to);
    if (within) return [{ defect: 'delivered after the withdrawal', detail }];
    return mayHear(listener, logged) ? [] : [{ defect: 'delivered to a team outside the audience', detail }];
  });
}

/**
 * Everything the team may hear must have come. Only what lies before a later withdrawal may be missing, as access is
 * looked at again on delivery, unless something behind it came before that withdrawal was even asked for.
 */
function missing(
  listener: Listener,
  heard: readonly Heard[],
  slice: readonly LoggedLine[],
  withdrawals: ReadonlyMap<string, readonly number[]>,
): Finding[] {
  const came = new Set(heard.map(({ logged }) => logged.event));
  const ends = slice.filter(({ revoked }) => revoked.includes(listener.team));
  const excused = ({ pos, guard }: LoggedLine): boolean => {
    const next = guard === null ? undefined : ends.find((end) => end.guard === guard && end.pos > pos);
    if (!next) return false;
    const nth = slice.filter((each) => each.effect === next.effect && each.pos < next.pos).length;
    const askedAt = withdrawals.get(next.effect ?? '')?.[nth] ?? -Infinity;
    return !heard.some(({ at, logged }) => logged.pos > pos && at < askedAt);
  };
  return slice
    .filter((logged) => mayHear(listener, logged) && !logged.revoked.includes(listener.team) && !came.has(logged.event))
    .filter((logged) => !excused(logged))
    .map(({ kind, pos }) => ({ defect: 'not delivered', detail: `${listener.name} (${listener.team}): ${kind} at ${pos}` }));
}

/**
 * Every withdrawal is told behind all that came of the record before it and ahead of all that came afterwards. Of
 * several with nothing heard in between, one telling is enough: what the client keeps has been dropped.
 */
function untold({ name, team }: Listener, lines: readonly Line[], slice: readonly LoggedLine[]): Finding[] {
  const byEvent = new Map(slice.map((logged) => [logged.event, logged]));
  const heard = lines.flatMap((line, index) => {
    const logged = line.type === 'receive' ? byEvent.get(line.event) : undefined;
    return logged ? [{ index, pos: logged.pos, guard: logged.guard }] : [];
  });
  const told = lines.flatMap((line, index) => (line.type === 'revoked' ? [{ index, record: line.record }] : []));
  const isTold = ({ guard, pos }: LoggedLine): boolean => {
    const ofRecord = heard.filter((each) => each.guard === guard);
    const from = Math.max(-1, ...ofRecord.filter((each) => each.pos < pos).map(({ index }) => index));
    const to = Math.min(Infinity, ...ofRecord.filter((each) => each.pos > pos).map(({ index }) => index));
    return told.some(({ index, record }) => record === guard && index > from && index < to);
  };
  return slice
    .filter((logged) => logged.guard !== null && logged.revoked.includes(team) && !isTold(logged))
    .map(({ guard, pos }) => ({ defect: 'withdrawal not told', detail: `${name} (${team}): ${guard} at ${pos}` }));
}
