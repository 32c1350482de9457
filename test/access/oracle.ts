import { TeamKind } from '../../src/kernel/viewer.ts';
import type { PlacedStake, RandomWorld } from './random-world.ts';

// Written from the words of decisions 1 to 7 and from nothing else: it shares no code with `src/access`.

const RANKS: Record<string, number> = { SUMMARY: 1, FOLLOW: 2, WORK: 3 };
export const NAMES = ['NONE', 'SUMMARY', 'FOLLOW', 'WORK'] as const;

/** Decision 4: along park, district and city, and no other way. */
export function supervises(world: RandomWorld, above: number, below: number): boolean {
  const team = world.teams[below]!;
  if (team.parent === null || (team.kind !== TeamKind.PARK && team.kind !== TeamKind.DISTRICT)) return false;
  const parent = world.teams[team.parent]!;
  const step = parent.kind === TeamKind.CITY || (parent.kind === TeamKind.DISTRICT && team.kind === TeamKind.PARK);
  return step && (team.parent === above || supervises(world, above, team.parent));
}

/** Decision 2 and 6: what a stake of a team is worth to a team, 0 to 3. */
function worth(world: RandomWorld, viewer: number, holder: number, rank: number): number {
  if (world.teams[viewer]!.ended) return 0;
  if (viewer === holder) return world.teams[viewer]!.kind === TeamKind.PARTNER ? Math.min(rank, 1) : rank;
  return supervises(world, viewer, holder) ? 2 : 0;
}

/** Decision 52: what an act gave; what a team was shown to decide by is for that team alone. */
const worthOfGiven = (world: RandomWorld, viewer: number, given: readonly PlacedStake[]): number[] =>
  given
    .filter(({ team, ground }) => team === viewer || ground === 'ORIGIN' || ground === 'JOINT_CLAIM')
    .map(({ team, level }) => worth(world, viewer, team, RANKS[level]!));

/** Decisions 2 and 3: the best of its live shares and of those it supervises. */
export const caseRank = (world: RandomWorld, viewer: number, at: number): number =>
  Math.max(
    0,
    ...worthOfGiven(world, viewer, world.cases[at]!.given),
    ...world.cases[at]!.shares.filter((share) => share.live).map((share) =>
      worth(world, viewer, share.team, RANKS[share.level]!),
    ),
  );

/** Decision 5: owner WORK, its supervisors FOLLOW, the referring partner SUMMARY, everybody else nothing. */
export function leadRank(world: RandomWorld, viewer: number, at: number): number {
  const { owner, referrer, given } = world.leads[at]!;
  return Math.max(
    ...worthOfGiven(world, viewer, given),
    worth(world, viewer, owner, 3),
    referrer === viewer ? worth(world, viewer, referrer, 1) : 0,
  );
}

/** A record as the viewer may see it. */
export interface Seen {
  id: string;
  rank: number;
  title: string;
  stage: string;
  companyId: string | null;
  companyText: string;
  nodeId: string | null;
  amount: number;
  updatedAt: number;
}

function seen(
  records: readonly (Omit<Seen, 'rank' | 'companyText' | 'updatedAt'> & {
    companyName: string | null;
    companyDescription: string | null;
    updatedAt: Date;
  })[],
  rank: (at: number) => number,
): Seen[] {
  return records
    .map((each, at) => ({
      ...each,
      rank: rank(at),
      companyText: `${each.companyName ?? ''}${each.companyDescription ?? ''}`,
      updatedAt: each.updatedAt.getTime(),
    }))
    .filter((each) => each.rank > 0);
}

export const seenCases = (world: RandomWorld, viewer: number): Seen[] => seen(world.cases, (at) => caseRank(world, viewer, at));
export const seenLeads = (world: RandomWorld, viewer: number): Seen[] => seen(world.leads, (at) => leadRank(world, viewer, at));

const ids = (records: readonly Seen[]): string[] => records.map((each) => each.id);
const byId = (a: Seen, b: Seen): number => (a.id < b.id ? 1 : -1);
const newest = (records: readonly Seen[]): Seen[] => records.toSorted((a, b) => b.updatedAt - a.updatedAt || byId(a, b));

/** Every list a client can ask for, in its order: decision 7 drops rows seen below the level of what is asked about. */
export function lists(
  records: readonly Seen[],
  ask: { word: string; stage: string; companyId: string; nodeId: string; least: number },
): Record<string, string[]> {
  const follow = records.filter((each) => each.rank >= 2);
  return {
    all: ids(newest(records)),
    stage: ids(newest(records.filter((each) => each.stage === ask.stage))),
    rich: ids(newest(follow.filter((each) => each.amount >= ask.least))),
    company: ids(newest(follow.filter((each) => each.companyId === ask.companyId))),
    node: ids(newest(follow.filter((each) => each.nodeId === ask.nodeId))),
    amount: ids(follow.toSorted((a, b) => b.amount - a.amount || byId(a, b))),
    search: ids(
      newest(records.filter((each) => each.title.includes(ask.word) || (each.rank >= 2 && each.companyText.includes(ask.word)))),
    ),
  };
}

/** Ids of the parts of every record that the viewer may see: people at WORK, notes at FOLLOW, private ones to their team. */
export function seenParts(world: RandomWorld, viewer: number): string[] {
  const ofCases = world.cases.flatMap((each, at) => {
    const rank = caseRank(world, viewer, at);
    const notes = each.notes.filter((note) => rank >= 2 && (!note.isPrivate || note.team === viewer));
    return [...(rank >= 2 ? each.shares : []), ...notes].map((part) => part.id).concat(rank >= 3 ? [each.contactId] : []);
  });
  const ofLeads = world.leads.filter((_, at) => leadRank(world, viewer, at) >= 3).map((each) => each.contactId);
  return [...ofCases, ...ofLeads].toSorted();
}
