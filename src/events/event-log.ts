import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { CURRENT_TEAM, READER, SYSTEM, WRITER } from '../kernel/guarded.ts';
import { Instant } from '../kernel/columns.ts';

/** The guarding record's access rows; a private note is its author's team's alone, in the timeline too. */
const guardVisible = `guard_id is null or (exists (select 1 from access a where a.subject_id = event.guard_id and a.team_id = ${CURRENT_TEAM} and a.level >= event.minimum) and (payload->>'isPrivate' is distinct from 'true' or actor_team_id = ${CURRENT_TEAM}))`;

/**
 * What happened: append-only. Audit trail, activity feed and outbox in one. `audience` is team id → level at commit
 * (decision 10), null for events that every team that reads companies may hear. A trigger refuses update and delete.
 */
@Entity({
  tableName: 'event',
  rowLevelSecurity: 'force',
  policies: [
    { name: 'event_read', command: 'select', roles: [READER, WRITER], using: guardVisible },
    { name: 'event_add', command: 'insert', roles: [WRITER], check: 'true' },
    { name: 'event_system', command: 'all', roles: [SYSTEM], using: 'true', check: 'true' },
  ],
})
@Index({ name: 'event_guard', properties: ['guardId', 'id'] })
@Unique({ name: 'event_subject_version', properties: ['subjectId', 'version'] })
export class EventRow {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: string;

  @Property({ type: 'uuid', unique: true })
  uuid!: string;

  @Property({ type: 'text' })
  kind!: string;

  @Property({ type: 'text' })
  subjectType!: string;

  @Property({ type: 'uuid' })
  subjectId!: string;

  @Property({ type: 'integer', nullable: true })
  version?: number | null;

  @Property({ type: 'text', nullable: true })
  guardKind?: 'LEAD' | 'CASE' | null;

  @Property({ type: 'uuid', nullable: true })
  guardId?: string | null;

  /** Least level (1 to 3) a team needs to receive it. */
  @Property({ type: 'smallint' })
  minimum!: number;

  @Property({ type: 'json' })
  payload!: Record<string, unknown>;

  @Property({ type: 'uuid', nullable: true })
  actorPersonId?: string | null;

  @Property({ type: 'uuid', nullable: true })
  actorClientId?: string | null;

  @Property({ type: 'uuid' })
  actorTeamId!: string;

  /** Team id → level (1 to 3) at commit. */
  @Property({ type: 'json', nullable: true })
  audience?: Record<string, number> | null;

  /** Teams that lost access by this event and are told with AccessRevoked. */
  @Property({ type: 'json', nullable: true })
  revoked?: string[] | null;

  @Instant()
  at!: Date;
}

/** Committed but not yet numbered; emptied by the sequencer. */
@Entity({ tableName: 'event_pending' })
export class EventPending {
  @PrimaryKey({ type: 'bigint', autoincrement: false })
  eventId!: string;
}

/** The total order: dense positions, each hash over the previous hash and the event. Written only by the sequencer. */
@Entity({ tableName: 'event_pos' })
export class EventPos {
  @PrimaryKey({ type: 'bigint', autoincrement: false })
  pos!: string;

  @Property({ type: 'bigint', unique: true })
  eventId!: string;

  @Property({ type: 'blob' })
  hash!: Uint8Array;

  @Instant()
  at!: Date;
}
