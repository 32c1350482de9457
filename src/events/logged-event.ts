/** An event with its place in the total order, as the tail applies it and the hub delivers it. */
export interface LoggedEvent {
  /** Dense position, from 1. Never shown to clients. */
  pos: number;
  uuid: string;
  kind: string;
  subjectType: string;
  subjectId: string;
  version: number | null;
  guardKind: 'LEAD' | 'CASE' | null;
  guardId: string | null;
  /** Least rank (1 to 3) a team needs to receive it. */
  minimum: number;
  payload: Record<string, unknown>;
  actorPersonId: string | null;
  actorClientId: string | null;
  actorTeamId: string;
  /** Team id → rank at commit; null: every team that reads companies. */
  audience: Record<string, number> | null;
  /** Teams that lost access by this event. */
  revoked: string[] | null;
  at: Date;
}

/** One node's place in the log: applies `pos = last + 1` only, in order, and tells its listeners in the same order. */
export interface Tail {
  /** Greatest position applied on this node. */
  position(): number;
  /** Up to `limit` events after a position from memory; null when the log must be read. */
  recent(afterPos: number, limit: number): LoggedEvent[] | null;
  /** Listeners run one after another, in order of registration, before the next batch is applied. Returns the unsubscriber. */
  onBatch(listener: (events: readonly LoggedEvent[]) => void | Promise<void>): () => void;
  /** Asks for a look at the log now: called by hints and after own commits. */
  kick(): void;
  stop(): Promise<void>;
}
