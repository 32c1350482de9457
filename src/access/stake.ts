import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Instant } from '../kernel/columns.ts';
import { CURRENT_TEAM, guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { Team } from '../teams/team.ts';
import { AccessGround } from './level.ts';

/** Grounds that an act gives and may take again; the others follow from the record itself and its shares. */
export const GIVEN_GROUNDS = [
  AccessGround.DISCLOSURE,
  AccessGround.JOINT_CLAIM,
  AccessGround.TRANSFER_OFFER,
  AccessGround.ORIGIN,
  AccessGround.ARBITRATION,
] as const;
export type GivenGround = (typeof GIVEN_GROUNDS)[number];

const OWN = `stake.team_id = ${CURRENT_TEAM}`;

/** A stake that an act gave a team in a lead or case, beside ownership and shares: once per team and ground (decision 52). */
@Entity({
  tableName: 'stake',
  rowLevelSecurity: 'force',
  policies: guardedBy('stake', 'subject_id', Level.FOLLOW, { orRead: OWN }),
})
@Index({ name: 'stake_team', properties: ['teamId'] })
export class GivenStake {
  @PrimaryKey({ type: 'uuid' })
  subjectId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', primary: true })
  teamId!: string;

  @Enum({ items: () => [...GIVEN_GROUNDS], type: 'text', primary: true })
  ground!: GivenGround;

  @Property({ type: 'text' })
  kind!: 'LEAD' | 'CASE';

  @Enum({ items: () => Level, type: 'text' })
  level!: Level;

  @Instant()
  since!: Date;
}
