import type { DocumentNode } from 'graphql';
import type { TeamKind } from '../kernel/viewer.ts';
import type { Wire } from './frame.ts';
import { sharedVariables } from './group-variables.ts';
import type { LoggedEvent } from './logged-event.ts';
import type { StreamFilter } from './stream-filter.ts';

/** The operation all subscribers of a group have in common. */
export interface StreamOperation {
  /** Hash of the document's text. */
  hash: string;
  document: DocumentNode;
  operationName: string | null;
  variables: Record<string, unknown>;
}
export interface Team {
  readonly id: string;
  readonly kind: TeamKind;
}
export interface Members extends Team {
  readonly subscribers: Set<Subscriber>;
}
/** Subscribers whose messages differ by nothing but the level: each message is executed once per group and level. */
export interface Group {
  readonly key: string;
  readonly operation: StreamOperation;
  readonly filter: StreamFilter;
  readonly teams: Map<string, Members>;
}
export interface Subscriber {
  readonly group: Group;
  readonly team: Team;
  readonly wire: Wire;
  readonly prefix: Buffer;
  /** Everything up to here was delivered or is not for this subscriber. */
  pos: number;
  /** True: the hub pushes. False: it reads the log until it has caught up. */
  live: boolean;
  open: boolean;
  /** When it was last written to. */
  toldAtMs: number;
  /** Ends the stream; clients get `complete`. */
  finish(): void;
}

export function createGroups() {
  const all = new Map<string, Group>();
  const general = new Set<Group>();
  const byRecord = new Map<string, Set<Group>>();

  const place = (group: Group): Set<Group> => {
    const record = group.filter.records[0];
    if (!record) return general;
    const found = byRecord.get(record.uuid) ?? new Set();
    byRecord.set(record.uuid, found);
    return found;
  };

  return {
    of(operation: StreamOperation, filter: StreamFilter): Group {
      const key = JSON.stringify([operation.hash, operation.operationName, filter.hash, sharedVariables(operation)]);
      return all.get(key) ?? { key, operation, filter, teams: new Map() };
    },
    add(subscriber: Subscriber): void {
      const { group, team } = subscriber;
      all.set(group.key, group);
      place(group).add(group);
      const members = group.teams.get(team.id) ?? { ...team, subscribers: new Set() };
      group.teams.set(team.id, members);
      members.subscribers.add(subscriber);
    },
    remove(subscriber: Subscriber): void {
      const { group, team } = subscriber;
      const members = group.teams.get(team.id);
      if (!members?.subscribers.delete(subscriber)) return;
      if (members.subscribers.size === 0) group.teams.delete(team.id);
      if (group.teams.size > 0) return;
      all.delete(group.key);
      const placed = place(group);
      placed.delete(group);
      if (placed.size === 0 && placed !== general) byRecord.delete(group.filter.records[0]!.uuid);
    },
    /** Groups that may hear of an event; their filters still have a say. */
    *near(event: LoggedEvent): Generator<Group> {
      yield* general;
      if (event.guardId) yield* byRecord.get(event.guardId) ?? [];
      if (event.subjectId !== event.guardId) yield* byRecord.get(event.subjectId) ?? [];
    },
    all: (): Iterable<Group> => all.values(),
    count: (): number => all.size,
  };
}
export type Groups = ReturnType<typeof createGroups>;
