import { Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Instant, Text } from '../kernel/columns.ts';
import { Role, Scope } from '../kernel/viewer.ts';
import { Person } from './person.ts';
import { Team } from './team.ts';

/** A program of a partner or of IT that acts for one team through the API. */
@Entity()
export class ApiClient {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Public half of the credentials. */
  @Property({ type: 'text', unique: true })
  clientId!: string;

  @Text()
  name!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  @Property({ type: 'text', hidden: true })
  secretHash!: string;

  @Enum({ items: () => Scope, array: true, type: 'text[]' })
  scopes!: Scope[];

  /** Cost points the client may hold. */
  @Property({ type: 'integer' })
  bucketCapacity!: number;

  /** Cost points restored a second. */
  @Property({ type: 'integer' })
  bucketPerSecond!: number;

  @Instant()
  createdAt!: Date;

  @Instant({ nullable: true })
  disabledAt?: Date | null;
}

/** One sign-in, for exactly one team. Withdrawn by `revokedAt`; its sockets close with it. */
@Entity()
export class Session {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'person_id', index: true })
  personId?: string | null;

  @ManyToOne({ entity: () => ApiClient, mapToPk: true, nullable: true, fieldName: 'client_id' })
  clientId?: string | null;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  /** SHA-256 of the refresh token; null for API clients. */
  @Property({ type: 'text', nullable: true, unique: true, hidden: true })
  refreshHash?: string | null;

  @Instant()
  createdAt!: Date;

  /** When the refresh token ends. */
  @Instant()
  expiresAt!: Date;

  @Instant({ nullable: true })
  revokedAt?: Date | null;
}
