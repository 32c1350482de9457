import { Field, ObjectType } from 'type-graphql';
import { MatchLevel } from '../companies/match-reason.ts';
import { DateTime } from '../kernel/scalars.ts';
import { UserError } from '../kernel/refusal.ts';
import type { ClaimConflictSource } from './claim-taken.ts';
import { Claim, type ClaimRow } from './claim.ts';
import { Lead, type LeadRow } from './lead.ts';

@ObjectType({ description: 'Who holds what a filing asked for; nothing more is told (首谈冲突).' })
export class ClaimConflict {
  @Field(() => MatchLevel, {
    description: 'How surely it is the same investor: a claim is held for exactly this one (匹配强度).',
  })
  level!: MatchLevel;

  @Field(() => DateTime, { description: 'Since when it is held (起始时间).' })
  since!: Date;

  @Field(() => DateTime, { description: 'Until when, unless it is renewed (到期时间).' })
  expiresAt!: Date;
}

@ObjectType({ description: 'Answer of a mutation of a claim (首谈办理结果).' })
export class ClaimPayload {
  @Field(() => Claim, {
    nullable: true,
    description: 'The claim after the act; null when refused, or when the team may no longer see it (首谈).',
  })
  claim!: ClaimRow | null;

  @Field(() => Lead, { nullable: true, description: 'Its lead; null when refused or no longer to be seen (线索).' })
  lead!: LeadRow | null;

  @Field(() => ClaimConflict, { nullable: true, description: 'Who holds it; null unless refused with CLAIM_TAKEN (首谈冲突).' })
  conflict?: ClaimConflictSource | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}
