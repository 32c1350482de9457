import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Instant } from '../kernel/columns.ts';
import { CURRENT_TEAM, guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { Claim } from './claim.ts';
import { Lead } from './lead.ts';

export enum ClaimPartyState {
  INVITED = 'INVITED',
  JOINED = 'JOINED',
  DECLINED = 'DECLINED',
  CLOSED = 'CLOSED',
  WITHDRAWN = 'WITHDRAWN',
  LEFT = 'LEFT',
}
registerEnumType(ClaimPartyState, {
  name: 'ClaimPartyState',
  description: 'Where the invitation of a team to a joint claim stands (联合首谈方状态).',
  valuesConfig: {
    INVITED: { description: 'Invited, has not answered (已邀请).' },
    JOINED: { description: 'Holds the claim jointly (已加入).' },
    DECLINED: { description: 'Declined (已谢绝).' },
    CLOSED: { description: 'The claim ended, or the lead became a case, before it answered (邀请已关闭).' },
    WITHDRAWN: { description: 'The holder took the invitation back before it answered (邀请已撤回).' },
    LEFT: { description: 'Held the claim jointly and left it (已退出).' },
  },
});

const OWN = `claim_party.team_id = ${CURRENT_TEAM}`;

/** A team that holds a claim jointly, or is asked to: with its part of the credit. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('claim_party', 'lead_id', Level.FOLLOW, { orRead: OWN }) })
@Index({
  name: 'claim_party_once',
  expression: `create unique index claim_party_once on claim_party (claim_id, team_id) where state in ('INVITED', 'JOINED')`,
})
@Check({ name: 'claim_party_percent', expression: 'percent >= 1 and percent <= 99' })
@Levelled()
@ObjectType({ description: 'A team that holds a claim jointly, or is asked to (联合首谈方).' })
export class ClaimParty {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Claim, mapToPk: true, fieldName: 'claim_id', index: true })
  claimId!: string;

  @ManyToOne({ entity: () => Lead, mapToPk: true, fieldName: 'lead_id', index: true })
  leadId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', index: true })
  teamId!: string;

  @Property({ type: 'integer' })
  @At(Level.FOLLOW)
  @Field(() => Int, { nullable: true, description: 'Its part of the credit in percent; null below FOLLOW (分计比例，%).' })
  percent!: number;

  @Enum({ items: () => ClaimPartyState, type: 'text' })
  @At(Level.FOLLOW)
  @Field(() => ClaimPartyState, { nullable: true, description: 'Where it stands; null below FOLLOW (状态).' })
  state!: ClaimPartyState;

  /** The team's own lead for the investor, closed when it joined. */
  @ManyToOne({ entity: () => Lead, mapToPk: true, nullable: true, fieldName: 'own_lead_id' })
  ownLeadId?: string | null;

  /** What an agreed disclosure showed the team of the lead before it was invited, to be given back. */
  @Enum({ items: () => Level, type: 'text', nullable: true })
  priorLevel?: Level | null;

  @Instant()
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it was invited; null below FOLLOW (邀请时间).' })
  invitedAt!: Date;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it answered, or the invitation was closed; null until then (答复时间).',
  })
  answeredAt?: Date | null;

  @Instant({ nullable: true })
  @At(Level.FOLLOW)
  @Field(() => DateTime, { nullable: true, description: 'When it left the joint claim; null if it did not (退出时间).' })
  leftAt?: Date | null;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type ClaimPartyRow = ClaimParty & LevelledRow & { parent: string };
