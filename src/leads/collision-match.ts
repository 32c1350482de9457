import { Field, Int, ObjectType } from 'type-graphql';
import { MatchLevel, MatchReason } from '../companies/match-reason.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { UserError } from '../kernel/refusal.ts';
import type { ToldMatch } from './blind-matches.ts';
import type { ProbeLimits, ProbeUse } from './probe-limit.ts';

@ObjectType({
  description:
    'Somebody else at work on the same investor (撞单提示). Blind where the team may see neither lead nor case: then how sure, who, since when and whom to ask are all it tells.',
})
export class CollisionMatch {
  @Field(() => MatchLevel, { description: 'How surely it is the same investor (匹配强度).' })
  level!: MatchLevel;

  @Field(() => CalendarDate, { description: 'Day from which the team holds it; the first of several blind ones (起始日期).' })
  since!: string;

  @Field(() => Boolean, { description: 'Whether the team may see neither lead nor case (是否盲查结果).' })
  isBlind!: boolean;

  @Field(() => [MatchReason], {
    nullable: true,
    description: 'Why it matches, as far as the facts behind may be seen; null when blind (匹配理由).',
  })
  reasons!: MatchReason[] | null;
}

@ObjectType({ description: "A team's collision checks of the last hour and day, and what the city allows (查重额度)." })
export class ProbeQuota {
  @Field(() => Int, { description: 'Checks counted within the last hour (近一小时已用次数).' })
  usedThisHour!: number;

  @Field(() => Int, { description: 'Checks allowed within an hour (每小时上限).' })
  perHour!: number;

  @Field(() => Int, { description: 'Checks counted within the last 24 hours (近一日已用次数).' })
  usedToday!: number;

  @Field(() => Int, { description: 'Checks allowed within 24 hours (每日上限).' })
  perDay!: number;

  @Field(() => Int, { description: 'Blind matches told within the last 24 hours (近一日盲查命中数).' })
  hitsToday!: number;

  @Field(() => Int, { description: 'Blind matches after which no more checks are answered within 24 hours (每日盲查命中上限).' })
  hitsPerDay!: number;

  @Field(() => DateTime, { nullable: true, description: 'When the team may check again; null while it may (可再查时间).' })
  opensAt!: Date | null;
}
export type ProbeQuotaRow = ProbeUse & ProbeLimits;

/** A match as the schema reads it. */
export type CollisionMatchRow = ToldMatch & { isBlind: boolean };

export const matchRows = (told: readonly ToldMatch[]): CollisionMatchRow[] =>
  told.map((match) => ({ ...match, isBlind: match.leadId === null }));

@ObjectType({ description: 'Answer of a collision check (查重结果).' })
export class CheckCollisionPayload {
  @Field(() => [CollisionMatch], {
    nullable: true,
    description: 'Who else is at work on the investor, surest first, at most 20; null when refused (匹配结果).',
  })
  matches!: CollisionMatchRow[] | null;

  @Field(() => ProbeQuota, { nullable: true, description: 'What the team has left; null when refused (查重额度).' })
  quota!: ProbeQuotaRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}
