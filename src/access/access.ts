import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Instant } from '../kernel/columns.ts';

/**
 * Who sees what, once: `level()` materialised, one row per team and record, written in the transaction that causes
 * it. Sort keys are copied in so that every list is one index range of the viewer's team.
 */
@Entity()
@Index({
  name: 'access_by_stage',
  expression: 'create index access_by_stage on access (team_id, kind, stage, updated_at desc, subject_id desc) include (level)',
})
@Index({
  name: 'access_by_update',
  expression: 'create index access_by_update on access (team_id, kind, updated_at desc, subject_id desc) include (level)',
})
export class Access {
  @PrimaryKey({ type: 'uuid' })
  subjectId!: string;

  @PrimaryKey({ type: 'uuid' })
  teamId!: string;

  @Property({ type: 'text' })
  kind!: 'LEAD' | 'CASE';

  /** 1 SUMMARY, 2 FOLLOW, 3 WORK; no row is NONE. */
  @Property({ type: 'smallint' })
  level!: number;

  @Property({ type: 'text' })
  stage!: string;

  @Instant()
  updatedAt!: Date;
}
