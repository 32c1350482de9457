import { Entity, Enum, Index, ManyToOne } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { ClaimIntent } from './claim-intent.ts';
import { CLAIM_OUTCOMES, type ClaimOutcome } from './claim-status.ts';
import { Claim } from './claim.ts';

/**
 * What every government team may know of a claim: a row of its own without anything that names the investor, kept by a
 * trigger of `claim`. The claim itself stays behind row-level security.
 */
@Entity()
@Index({
  name: 'claim_register_newest',
  expression: 'create index claim_register_newest on claim_register (filed_at desc, claim_id desc)',
})
@ObjectType({
  description: 'A claim as the register shows it to every government team, without the name of the investor (首谈公示).',
})
export class ClaimRegister {
  @ManyToOne({ entity: () => Claim, mapToPk: true, fieldName: 'claim_id', primary: true })
  claimId!: string;

  @Text()
  @Field(() => String, { description: 'Human key such as SQ2026-000123 (首谈编号).' })
  code!: string;

  @Text()
  @Field(() => String, {
    description:
      'A large place and a common word of trade in the name, such as 成都**科技; never the trade name (企业名称，脱敏).',
  })
  companyMask!: string;

  @Text()
  @Field(() => String, { description: 'Division of GB/T 4754-2017 with its letter, such as C39 (行业大类).' })
  industryDivision!: string;

  @Enum({ items: () => ClaimIntent, type: 'text' })
  @Field(() => ClaimIntent, { description: 'The kind of project (项目类型).' })
  intent!: ClaimIntent;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', index: true })
  teamId!: string;

  @Instant()
  @Field(() => DateTime, { description: 'When it was filed (申报时间).' })
  filedAt!: Date;

  @Instant()
  @Field(() => DateTime, { description: 'When it lapses unless renewed (到期时间).' })
  expiresAt!: Date;

  @Instant({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while nothing ended it (终止时间).' })
  endedAt?: Date | null;

  @Enum({ items: () => CLAIM_OUTCOMES, type: 'text', nullable: true })
  outcome?: ClaimOutcome | null;
}
export type RegisterRow = Omit<ClaimRegister, 'claimId'> & { id: string };
