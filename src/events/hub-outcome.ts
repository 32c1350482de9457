import type { Read, ReadCtx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { levelOf, type Level } from '../kernel/level.ts';
import { eventSource } from './event.ts';
import type { Group, Team } from './group.ts';
import { accessNow, isRevoked, rankFor, rankThen, type AccessNow } from './hub-audience.ts';
import type { Bodies } from './hub-execution.ts';
import type { LoggedEvent } from './logged-event.ts';
import { isAbout, matches } from './stream-filter.ts';
import { RecordKind } from './stream-message.ts';

/** What a team of a group gets of an event: nothing, a body, or `again` when access changed while the body was made. */
export type Outcome = { body: Buffer; ends: boolean } | 'again' | null;
export interface Prepared {
  readonly event: LoggedEvent;
  outcome(group: Group, team: Team): Outcome;
}
/** Those who may hear of an event. */
export type Hearers = (event: LoggedEvent) => Iterable<{ group: Group; teams: Iterable<Team> }>;

export interface OutcomeDeps {
  read: Read;
  bodies: Bodies;
  makeLiveContext: (level: Level) => ReadCtx;
}

const REVOKED = 'revoked';
type Kept = Map<Group, Map<number | typeof REVOKED, Buffer>>;

/**
 * Executes each event once per group and level. Access is read before, to know the levels, and again after: what was
 * read for a body was read while every team that gets it had access, or it does not get it.
 */
export async function prepare(events: readonly LoggedEvent[], hearers: Hearers, deps: OutcomeDeps): Promise<Prepared[]> {
  const heard = events.filter((event) => isHeard(event, hearers));
  const before = await accessNow(deps.read, heard);
  const contexts = new Map<number, ReadCtx>();
  const contextAt = (rank: number): ReadCtx => {
    const found = contexts.get(rank) ?? deps.makeLiveContext(levelOf(rank));
    contexts.set(rank, found);
    return found;
  };
  const made = new Map(
    await Promise.all(
      heard.map(async (event) => [event, await bodiesOf(event, hearers, before, contextAt, deps.bodies)] as const),
    ),
  );
  const after = await accessNow(deps.read, heard);
  return events.map((event) => ({
    event,
    outcome: (group, team) => outcomeOf(event, group, team, made.get(event), before, after),
  }));
}

const mayHear = (group: Group, team: Team, event: LoggedEvent): boolean =>
  isRevoked(team, event) ? isAbout(group.filter, event) : rankThen(team, event) >= event.minimum && matches(group.filter, event);

/** Most events are nobody's here: they cost no query. */
function isHeard(event: LoggedEvent, hearers: Hearers): boolean {
  for (const { group, teams } of hearers(event)) for (const team of teams) if (mayHear(group, team, event)) return true;
  return false;
}

async function bodiesOf(
  event: LoggedEvent,
  hearers: Hearers,
  access: AccessNow,
  contextAt: (rank: number) => ReadCtx,
  bodies: Bodies,
): Promise<Kept> {
  const making = new Map<Group, Map<number | typeof REVOKED, Promise<Buffer>>>();
  for (const { group, teams } of hearers(event)) {
    const ofGroup: Map<number | typeof REVOKED, Promise<Buffer>> = new Map();
    const [hears, isInScope] = [matches(group.filter, event), isAbout(group.filter, event)];
    if (!isInScope) continue;
    for (const team of teams) {
      if (isRevoked(team, event) && !ofGroup.has(REVOKED))
        ofGroup.set(REVOKED, bodies.signal(group, event.pos, revocation(event)));
      const rank = hears ? rankFor(team, event, access) : 0;
      if (rank > 0 && !ofGroup.has(rank))
        ofGroup.set(rank, bodies.event(group, eventSource(event, levelOf(rank)), event.pos, contextAt(rank)));
    }
    if (ofGroup.size > 0) making.set(group, ofGroup);
  }
  const kept: Kept = new Map();
  for (const [group, ofGroup] of making) {
    const done = await Promise.all([...ofGroup].map(async ([rank, body]) => [rank, await body] as const));
    kept.set(group, new Map(done));
  }
  return kept;
}

function outcomeOf(
  event: LoggedEvent,
  group: Group,
  team: Team,
  kept: Kept | undefined,
  before: AccessNow,
  after: AccessNow,
): Outcome {
  if (!mayHear(group, team, event)) return null;
  const bodies = kept?.get(group);
  if (isRevoked(team, event)) {
    const body = bodies?.get(REVOKED);
    return body ? { body, ends: group.filter.endsWithAccess && !isBack(team, event, after) } : 'again';
  }
  // Someone who joined while the bodies were made: access was not looked at.
  if (!kept) return 'again';
  const [planned, rank] = [rankFor(team, event, before), rankFor(team, event, after)];
  if (rank === 0) return null;
  const body = rank < planned ? undefined : bodies?.get(planned);
  return body ? { body, ends: false } : 'again';
}

const isBack = (team: Team, { guardId }: LoggedEvent, after: AccessNow): boolean =>
  guardId !== null && (after.get(guardId)?.get(team.id) ?? 0) > 0;

const revocation = (event: LoggedEvent) => ({
  __typename: 'AccessRevoked' as const,
  recordId: event.guardId
    ? globalId(event.guardKind === 'LEAD' ? 'Lead' : 'Case', event.guardId)
    : globalId('Case', event.subjectId),
  recordKind: event.guardKind === 'LEAD' ? RecordKind.LEAD : RecordKind.CASE,
});
