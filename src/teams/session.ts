import { Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Scope } from '../kernel/viewer.ts';
import { Person } from './person.ts';
import { Team } from './team.ts';

/** A program of a partner or of IT that acts for one team through the API. */
@ObjectType({ implements: Node, description: 'A program that acts for one team through the API (接口客户端).' })
@Entity()
export class ApiClient {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: 'Public half of the credentials, client_id at POST /oauth/token (客户端标识).' })
  @Property({ type: 'text', unique: true })
  clientId!: string;

  @Field(() => String, { description: 'What the program is, in words (名称).' })
  @Text()
  name!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id' })
  teamId!: string;

  /** SHA-256: the secret is 32 random bytes, so there is nothing to guess. */
  @Property({ type: 'text', hidden: true })
  secretHash!: string;

  @Field(() => [Scope], { description: 'What it may do for its team (权限).' })
  @Enum({ items: () => Scope, array: true, type: 'text[]' })
  scopes!: Scope[];

  @Field(() => Int, { description: 'Cost points the client may hold (成本额度).' })
  @Property({ type: 'integer' })
  bucketCapacity!: number;

  @Field(() => Int, { description: 'Cost points restored a second (每秒恢复额度).' })
  @Property({ type: 'integer' })
  bucketPerSecond!: number;

  @Field(() => DateTime, { description: 'When it was made (创建时间).' })
  @Instant()
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was withdrawn; null while in use (停用时间).' })
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

  /** SHA-256 of the refresh token exchanged last: good again for a moment, should its answer have been lost. */
  @Property({ type: 'text', nullable: true, unique: true, hidden: true })
  previousHash?: string | null;

  /** With the exchanged token it gives the next one, again and again the same. Tells nothing by itself. */
  @Property({ type: 'text', nullable: true, hidden: true })
  exchangeSalt?: string | null;

  /** When the last refresh token was exchanged first; what is lost and asked again does not move it. */
  @Instant({ nullable: true })
  exchangedAt?: Date | null;

  @Instant()
  createdAt!: Date;

  /** When the refresh token ends. */
  @Instant()
  expiresAt!: Date;

  @Instant({ nullable: true })
  revokedAt?: Date | null;
}
