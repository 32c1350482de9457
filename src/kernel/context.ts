import type { EntityManager } from '@mikro-orm/postgresql';
import type DataLoader from 'dataloader';
import type { Level } from './level.ts';
import type { Seal } from './sealed.ts';
import type { Viewer } from './viewer.ts';

/** A statement on a reading connection. `name` makes it a prepared statement (only where one plan suits all parameters). */
export type Read = <R>(sql: string, params?: readonly unknown[], name?: string) => Promise<R[]>;

/** Makes one batch loader for one request (or for one event and level); it reads with that request's rights. */
export type LoaderOf<K, V> = (ctx: ReadCtx) => DataLoader<K, V>;
/** A loader whose rows can be read one by one too, at once and without waiting for others. */
export type OneLoader<V> = LoaderOf<string, V> & {
  one: (ctx: Pick<ReadCtx, 'viewer' | 'liveLevel' | 'read'>, id: string) => Promise<V>;
};
export type Load = <K, V>(of: LoaderOf<K, V>, key: K) => Promise<V>;

/** What a resolver needs to read. In a request it reads with the team's rights; in a shared live execution it has no viewer. */
export interface ReadCtx {
  /** Null in live (shared) executions: a resolver that needs it is not live. */
  readonly viewer: Viewer | null;
  /** The group's level in a live execution; null in requests, where each row carries the viewer's own level. */
  readonly liveLevel: Level | null;
  readonly read: Read;
  readonly load: Load;
  readonly seal: Seal;
  readonly now: () => Date;
  /** The stream cursor this answer is true at (decision 13); null in live executions. */
  readonly asOf: string | null;
}

/** Everything one request may touch. Built once per request, passed first, never global. */
export interface Ctx extends ReadCtx {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly act: Act;
}

type Plain = string | number | boolean | null;

/** Versioned history: the changed fields with the value before and after, ids and non-personal values only. */
export type Changes = Readonly<Record<string, { readonly from: Plain; readonly to: Plain }>>;

/** What happened, recorded last in the transaction that changes the subject. Ids and non-personal values only (decision 12). */
export interface NewEvent {
  kind: string;
  /** The changed record and its version after the change. */
  subject: { type: string; id: string; version?: number };
  /** The access-controlled record that guards the event; absent for events open to every team that reads companies. */
  guard?: { kind: 'LEAD' | 'CASE'; id: string };
  /** Level a team needs to receive it; SUMMARY unless told. */
  minimum?: 'SUMMARY' | 'FOLLOW' | 'WORK';
  /** Narrows the audience to these teams (private notes; memberships); absent: every team with access, or every team that reads companies. */
  onlyTeams?: readonly string[];
  /** Teams that had access before and lost it in this transaction; they are told with AccessRevoked. */
  revokedTeams?: readonly string[];
  payload?: Record<string, Plain | readonly string[] | Changes>;
}

/** A writing transaction in the team's name, under row-level security. */
export interface Tx {
  readonly em: EntityManager;
  readonly viewer: Viewer;
  readonly now: Date;
  readonly sql: <R>(sql: string, params?: readonly unknown[]) => Promise<R[]>;
  /** New values for columns of one row, by the names and columns of its entity; statements may follow without waiting. */
  readonly change: <E extends object>(entity: new () => E, id: string, columns: Partial<E>) => Promise<void>;
  /** Statements whose answers the act does not wait for: they go out now, and should one fail, so does the transaction. */
  later(...statements: Promise<unknown>[]): void;
  /** Reads a record as the transaction leaves it, in its last flight; the answer's loader has it then. Said after the changes. */
  show<V>(of: OneLoader<V>, id: string): void;
  /** Queues the event; it is written as the transaction's last statement, after access rows are settled. */
  record(event: NewEvent): void;
}

/**
 * Runs one mutation in one transaction: idempotency, row-level security, events, then the sequencer's kick.
 * The result must be JSON of ids: it is stored under the idempotency key and replayed for a repeated call.
 */
export type Act = <T extends Record<string, unknown>>(
  operation: string,
  input: { idempotencyKey?: string | null } & object,
  run: (tx: Tx) => Promise<T>,
  /** `ahead`: it may begin before its key is known to be new, since it does nothing outside the transaction. */
  options?: { ahead?: boolean },
) => Promise<T>;

/** The act runs in the name of the installation (import, demo, expiry), without row-level security of a team. */
export const SYSTEM_TEAM = '00000000-0000-0000-0000-000000000000';
