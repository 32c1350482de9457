import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Instant } from './columns.ts';

/** The result of an act under a caller's key, kept 7 days: the same call again answers the same and does nothing. */
@Entity()
export class Idempotency {
  @PrimaryKey({ type: 'uuid' })
  teamId!: string;

  @PrimaryKey({ type: 'text' })
  actor!: string;

  @PrimaryKey({ type: 'text' })
  key!: string;

  @Property({ type: 'text' })
  fingerprint!: string;

  @Property({ type: 'json', nullable: true })
  result?: Record<string, unknown> | null;

  @Instant()
  createdAt!: Date;
}
