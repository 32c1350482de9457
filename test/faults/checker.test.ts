import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { check, isClean, type Defect } from './checker.ts';
import { readHistories, recordHistory, recordLog, type Histories, type Line, type LoggedLine } from './history.ts';

const [PARK, DISTRICT, PARTNER] = ['park', 'district', 'partner'];
const BOTH = { [PARK]: 3, [DISTRICT]: 2 };

const logged = (pos: number, more: Partial<LoggedLine> = {}): { type: 'position' } & LoggedLine => ({
  type: 'position',
  pos,
  event: `e${pos}`,
  kind: 'ACTIVITY_ADDED',
  subject: 'case1',
  version: pos,
  guard: 'case1',
  minimum: 2,
  audience: BOTH,
  revoked: [],
  effect: `activity:k${pos}`,
  record: `r${pos}`,
  ...more,
});
const sent = (pos: number, effect = `activity:k${pos}`): Line => ({ at: pos * 10, type: 'send', key: `k${pos}`, effect });
const acked = (pos: number, more: { effect?: string; record?: string } = {}): Line => ({
  at: pos * 10 + 2,
  type: 'ack',
  key: `k${pos}`,
  effect: `activity:k${pos}`,
  record: `r${pos}`,
  ...more,
});
const received = (pos: number): Line => ({ at: pos * 10 + 5, type: 'receive', event: `e${pos}`, cursor: `c${pos}` });
const opened = (team: string, kind = 'PARK'): Line => ({ at: 0, type: 'open', team, kind, from: 0 });

const withdrawn = `withdraw:case1:${DISTRICT}`;
/** Five events; the district's share is withdrawn at the fourth; a public one at the sixth, and an unknown outcome that never came about. */
function cleanRun() {
  const told: Line = { at: 45, type: 'revoked', record: 'case1', cursor: 'c4' };
  const { record: _, ...bare } = acked(4, { effect: withdrawn }) as Line & { record?: string };
  return {
    writer: [
      sent(1),
      acked(1),
      sent(2),
      acked(2),
      sent(3),
      acked(3),
      sent(4, withdrawn),
      bare as Line,
      sent(5),
      acked(5),
      sent(9),
    ],
    park: [opened(PARK!), ...[1, 2, 3, 4, 5, 6].map(received)],
    district: [opened(DISTRICT!, 'DISTRICT'), ...[1, 2, 3].map(received), told, received(6)],
    partner: [opened(PARTNER!, 'PARTNER')],
    log: [
      logged(1),
      logged(2),
      logged(3),
      logged(4, {
        kind: 'CASE_SHARE_WITHDRAWN',
        audience: { [PARK!]: 3 },
        revoked: [DISTRICT!],
        effect: withdrawn,
        record: null,
      }),
      logged(5, { audience: { [PARK!]: 3 } }),
      logged(6, {
        kind: 'TEAM_UPDATED',
        subject: 'team',
        guard: null,
        audience: null,
        version: null,
        effect: null,
        record: null,
      }),
      { type: 'unnumbered' as const, events: 0 },
      { type: 'chain' as const, ok: true, positions: 6 },
    ],
  };
}
type Run = ReturnType<typeof cleanRun>;
const asHistories = ({ log, ...clients }: Run): Histories => ({
  clients: Object.entries(clients).map(([name, lines]) => ({ name, lines })),
  log: log as Histories['log'],
});
const without = <T>(from: T[], index: number) => void from.splice(index, 1);

test('a clean history reports nothing, and what nobody can know is not held against anybody', () => {
  const verdict = check(asHistories(cleanRun()));
  expect(verdict).toMatchObject({
    counts: { acked: 5, lost: 0, doubled: 0, inverted: 0, leaked: 0 },
    findings: [],
    seen: { undecided: 1, positions: 6, delivered: 10 },
  });
  expect(isClean(verdict)).toBe(true);
});

test('a history without an acknowledged write proves nothing', () => {
  expect(isClean(check({ clients: [], log: [] }))).toBe(false);
});

const PLANTED: [Defect, keyof ReturnType<typeof check>['counts'], (run: Run) => void][] = [
  ['acked but not in the log', 'lost', ({ writer }) => void writer.push(sent(8), acked(8))],
  ['acked but not in the log', 'lost', ({ writer }) => void (writer[1] = acked(1, { record: 'another' }))],
  ['event without a position', 'lost', ({ log }) => void log.push({ type: 'unnumbered', events: 1 })],
  ['gap in the positions', 'lost', ({ log }) => void (log[5] = { ...(log[5] as LoggedLine), type: 'position', pos: 7 })],
  [
    'chain broken',
    'lost',
    ({ log }) => void log.push({ type: 'chain', ok: false, positions: 3, reason: 'HASH_DIFFERS' } as never),
  ],
  ['not delivered', 'lost', ({ park }) => without(park, 2)],
  ['not delivered', 'lost', ({ district }) => void district.pop()],
  ['not delivered', 'lost', ({ district }) => without(district, 2)],
  ['withdrawal not told', 'lost', ({ district }) => without(district, 4)],
  ['history dropped', 'lost', ({ park }) => void park.push({ at: 99, type: 'gap', cursor: 'c6' })],
  [
    'effect doubled',
    'doubled',
    ({ log, park }) => {
      log.push(logged(7, { effect: 'activity:k5', audience: { [PARK!]: 3 } }));
      park.push(received(7));
    },
  ],
  [
    'event numbered twice',
    'doubled',
    ({ log }) => void log.push(logged(7, { event: 'e5', audience: { [PARK!]: 3 }, effect: null })),
  ],
  ['sent again', 'doubled', ({ park }) => void park.push({ at: 99, type: 'repeated', event: 'e6' })],
  ['delivered twice', 'doubled', ({ park }) => void park.push(received(3))],
  [
    'inverted in the log',
    'inverted',
    ({ log }) => {
      log[0] = { ...(log[0] as LoggedLine), type: 'position', version: 2 };
      log[1] = { ...(log[1] as LoggedLine), type: 'position', version: 1 };
    },
  ],
  ['inverted in a stream', 'inverted', ({ park }) => void park.splice(2, 2, received(3), received(2))],
  ['delivered to a team outside the audience', 'leaked', ({ partner }) => void partner.push(received(1))],
  ['delivered to a team outside the audience', 'leaked', ({ partner }) => void partner.push(received(6))],
  ['delivered after the withdrawal', 'leaked', ({ district }) => void district.push(received(5))],
  ['delivered but not in the log', 'leaked', ({ park }) => void park.push(received(77))],
];

test.each(PLANTED)('planted alone, “%s” is found and counted as %s', (defect, counted, plant) => {
  const run = cleanRun();
  plant(run);
  const { counts, findings } = check(asHistories(run));
  expect(findings.map((finding) => finding.defect)).toEqual([defect]);
  const { acked: _, ...bad } = counts;
  expect(bad).toEqual({ lost: 0, doubled: 0, inverted: 0, leaked: 0, [counted]: 1 });
});

test('an event before a withdrawal may be missing only when nothing behind it came before the withdrawal was asked for', () => {
  const run = cleanRun();
  without(run.district, 3); // the last before the withdrawal: it may have been asked for before that was delivered
  expect(check(asHistories(run)).findings).toEqual([]);
});

test('shared again, a team hears of the record again, and no earlier', () => {
  const run = cleanRun();
  run.log.push(logged(7, { kind: 'CASE_SHARED', effect: null }), logged(8, { effect: null }));
  run.park.push(received(7), received(8));
  run.district.push(received(7), received(8));
  expect(check(asHistories(run)).findings).toEqual([]);
});

const SHARED_AND_WITHDRAWN_AGAIN = [
  logged(7, { kind: 'CASE_SHARED', effect: null }),
  logged(8, { kind: 'CASE_SHARE_WITHDRAWN', audience: { [PARK!]: 3 }, revoked: [DISTRICT!], effect: null }),
];
const toldAgain: Line = { at: 85, type: 'revoked', record: 'case1', cursor: 'c8' };

test('a second withdrawal need not be told when nothing came in between, and must be when something did', () => {
  const run = cleanRun();
  run.log.push(...SHARED_AND_WITHDRAWN_AGAIN);
  run.park.push(received(7), received(8));
  expect(check(asHistories(run)).findings).toEqual([]);
  run.district.push(received(7));
  expect(check(asHistories(run)).findings.map(({ defect }) => defect)).toEqual(['withdrawal not told']);
  run.district.push(toldAgain);
  expect(check(asHistories(run)).findings).toEqual([]);
});

test('a withdrawal that is told ahead of what came before it is not told', () => {
  const run = cleanRun();
  run.district.splice(3, 2, run.district[4]!, run.district[3]!);
  expect(check(asHistories(run)).findings.map(({ defect }) => defect)).toEqual(['withdrawal not told']);
});

test('histories are read back from their files as they were said', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-history-'));
  const [writer, listener] = [recordHistory(folder, 'writer'), recordHistory(folder, 'listener')];
  writer.say({ type: 'send', key: 'k1', effect: 'activity:k1' });
  writer.say({ type: 'ack', key: 'k1', effect: 'activity:k1', record: 'r1' });
  listener.say({ type: 'open', team: PARK!, kind: 'PARK', from: 0 });
  await Promise.all([
    writer.close(),
    listener.close(),
    recordLog(folder, [logged(1), { type: 'chain', ok: true, positions: 1 }]),
  ]);
  const { counts, findings } = check(readHistories(folder));
  expect([counts.acked, counts.lost, findings[0]?.defect]).toEqual([1, 1, 'not delivered']);
  rmSync(folder, { recursive: true });
});
