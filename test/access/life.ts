import { globalId } from '../../src/kernel/global-id.ts';
import { caseRank, leadRank } from './oracle.ts';
import type { RandomWorld } from './random-world.ts';
import type { World } from '../world.ts';

/** A lead or case by its place in the world's list. */
export interface RecordAt {
  type: 'Lead' | 'Case';
  at: number;
}
/** What an event says of itself, each with the least rank that may read it. */
export type Says = Record<string, { least: number; value: unknown }>;
/** An event as it must stand in the log. Ranks, at commit, are by the team's place in the list; 0: not in the audience. */
export interface Told {
  typename: string;
  record: RecordAt;
  /** Which of the record's events it is, from 1. */
  ordinal: number;
  /** Null for what only some teams hear of: it leaves the record as it is. */
  version: number | null;
  minimum: number;
  ranks: number[];
  lost: boolean[];
  says: Says;
}
/** A world that goes on: what the acts have made of its records, and all they must have told. */
export interface Life {
  random: RandomWorld;
  versions: Map<string, number>;
  intents: Map<string, string>;
  people: Map<string, string[]>;
  told: Told[];
}
/** What a team gets in one message. */
export type Heard =
  | { revoked: string }
  | { event: string; version: number | null; typename: string; masked: string[]; says: object; record: object | null };

/** An act as plain data; numbers pick from whatever is there when its turn comes. */
export interface ActSpec {
  act: string;
  record: number;
  actor: number;
  team: number;
  role: string;
  level: string;
  flag: boolean;
}
export type Perform = (world: World, life: Life, spec: ActSpec) => Promise<void>;

export const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % from.length];
export const said = (least: number, value: unknown) => ({ least, value });

export function livingOf(random: RandomWorld): Life {
  const records = [...random.leads, ...random.cases];
  return {
    random,
    versions: new Map(records.map((each) => [each.id, 1])),
    intents: new Map(records.map((each) => [each.id, '建厂'])),
    people: new Map(records.map((each) => [each.id, ['王敏']])),
    told: [],
  };
}

export const recordOf = ({ random }: Life, { type, at }: RecordAt) => (type === 'Lead' ? random.leads[at]! : random.cases[at]!);
export const rankOf = ({ random }: Life, team: number, { type, at }: RecordAt): number =>
  type === 'Lead' ? leadRank(random, team, at) : caseRank(random, team, at);
export const ranksOf = (life: Life, record: RecordAt): number[] => life.random.teams.map((_, team) => rankOf(life, team, record));
export const eventKey = (life: Life, told: Told): string => `${recordOf(life, told.record).id} ${told.ordinal}`;

interface Telling {
  actor: number;
  minimum?: number;
  says?: Says;
  /** Only this team hears it. */
  only?: number;
  /** Ranks before the act, where it changed them. */
  before?: number[];
}

/** Notes the event that an act must record, with everyone's rank at this moment: the acts have changed the world already. */
export function tell(life: Life, typename: string, record: RecordAt, telling: Telling): void {
  const { actor, minimum = 1, says = {}, only, before } = telling;
  const now = ranksOf(life, record);
  const { id } = recordOf(life, record);
  const version = only === undefined ? (life.versions.get(id) ?? 0) + 1 : null;
  if (version !== null) life.versions.set(id, version);
  life.told.push({
    typename,
    record,
    ordinal: 1 + life.told.filter((each) => recordOf(life, each.record).id === id).length,
    version,
    minimum,
    ranks: now.map((rank, team) => (only === undefined || only === team ? rank : 0)),
    lost: now.map((rank, team) => rank === 0 && (before?.[team] ?? 0) > 0),
    says: { actorTeam: { least: Math.max(2, minimum), value: globalId('Team', life.random.teams[actor]!.id) }, ...says },
  });
}

/** What a team must be told of these events when they are delivered now: decision 10, word for word. */
export function heardBy(life: Life, team: number, events: readonly Told[]): Heard[] {
  return events.flatMap((told): Heard[] => {
    const { id } = recordOf(life, told.record);
    if (told.lost[team]) return [{ revoked: globalId(told.record.type, id) }];
    const rank = Math.min(told.ranks[team]!, rankOf(life, team, told.record));
    if (rank === 0 || rank < told.minimum) return [];
    const says = Object.entries(told.says);
    return [
      {
        event: eventKey(life, told),
        version: told.version,
        typename: told.typename,
        masked: says
          .filter(([, { least }]) => least > rank)
          .map(([name]) => name)
          .toSorted(),
        says: Object.fromEntries(says.map(([name, { least, value }]) => [name, least > rank ? null : value])),
        record: recordAt(life, told.record, rank),
      },
    ];
  });
}

/** The record as it is now, by decision 2: names and stages at SUMMARY, facts and shares at FOLLOW, people at WORK. */
function recordAt(life: Life, record: RecordAt, rank: number): object {
  const each = recordOf(life, record);
  const shares =
    'shares' in each ? each.shares.filter((share) => share.live).map((share) => life.random.teams[share.team]!.id) : [];
  const sorted = shares.map((id) => globalId('Team', id)).toSorted();
  return {
    id: globalId(record.type, each.id),
    level: ['NONE', 'SUMMARY', 'FOLLOW', 'WORK'][rank],
    title: each.title,
    stage: each.stage,
    version: life.versions.get(each.id),
    intent: rank >= 2 ? life.intents.get(each.id) : null,
    amountYuan: rank >= 2 && each.amount >= 0 ? String(each.amount) : null,
    contacts: rank >= 3 ? life.people.get(each.id)!.toSorted() : null,
    ...(record.type === 'Case' ? { shares: rank >= 2 ? sorted : null } : {}),
  };
}
