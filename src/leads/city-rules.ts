import { Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import type { Read } from '../kernel/context.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Person } from '../teams/person.ts';
import { EvidenceKind } from './claim-evidence-kind.ts';

/** The city's own numbers for clocks, claims, checks and transfers. Each version stays; the greatest is in force. */
@Entity()
@ObjectType({ description: "The city's own numbers for clocks, claims, collision checks and transfers (本市规则)." })
export class CityRules {
  @PrimaryKey({ type: 'integer', autoincrement: false })
  @Field(() => Int, { description: 'Version, for expectedVersion; 0 while the city has set none and the defaults hold (版本).' })
  version!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Working days to respond to a lead (响应时限，工作日).' })
  respondDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Working days to finish screening (研判时限，工作日).' })
  screenDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Working days to the first feedback (反馈时限，工作日).' })
  feedbackDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Working days from one report to the next (报告周期，工作日).' })
  reportEveryDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Share of the time after which a clock is amber, in percent (黄灯比例，%).' })
  amberPercent!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Days a claim holds from its filing (首谈保护期，日).' })
  protectionDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Days that a renewal adds (每次续期，日).' })
  renewalDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Renewals a claim may have (最多续期次数).' })
  maxRenewals!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Days before its end on which the holder is warned (到期预警提前，日).' })
  warningDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Days for which a team whose claim lapsed may not claim the same again (失效后冷却期，日).' })
  coolingDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Live claims that one team may hold (每团队有效首谈上限).' })
  claimsPerTeam!: number;

  @Enum({ items: () => EvidenceKind, type: 'text', array: true, columnType: 'text[]' })
  @Field(() => [EvidenceKind], { description: 'Kinds of evidence that a filing or a renewal may rest on (认可的佐证类别).' })
  evidenceKinds!: EvidenceKind[];

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Collision checks that one team may ask for within an hour (每团队每小时查重上限).' })
  probesPerHour!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Collision checks that one team may ask for within a day (每团队每日查重上限).' })
  probesPerDay!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Working days in which a contest is to be decided (仲裁时限，工作日).' })
  contestDays!: number;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Working days in which an offered transfer is to be answered (流转答复时限，工作日).' })
  transferOfferDays!: number;

  @Text({ nullable: true })
  @Field(() => String, { nullable: true, description: 'Document or reason the version rests on; null for the defaults (依据).' })
  basis?: string | null;

  @ManyToOne({ entity: () => Person, mapToPk: true, nullable: true, fieldName: 'set_by_id' })
  setById?: string | null;

  @Instant()
  @Field(() => DateTime, { nullable: true, description: 'When the version was set; null for the defaults (设定时间).' })
  setAt!: Date;
}

export type CityRulesRow = Omit<CityRules, 'setAt'> & { setAt: Date | null };

/** What holds until the city says otherwise. Clocks: 江门 1/3/7/14 (domain-facts E9); the rest are our proposals. */
export const DEFAULT_RULES: CityRulesRow = {
  version: 0,
  respondDays: 1,
  screenDays: 3,
  feedbackDays: 7,
  reportEveryDays: 14,
  amberPercent: 80,
  protectionDays: 60,
  renewalDays: 30,
  maxRenewals: 6,
  warningDays: 7,
  coolingDays: 30,
  claimsPerTeam: 50,
  evidenceKinds: Object.values(EvidenceKind),
  probesPerHour: 60,
  probesPerDay: 300,
  contestDays: 5,
  transferOfferDays: 5,
  basis: null,
  setById: null,
  setAt: null,
};

const COLUMNS = `version, respond_days as "respondDays", screen_days as "screenDays", feedback_days as "feedbackDays",
  report_every_days as "reportEveryDays", amber_percent as "amberPercent", protection_days as "protectionDays",
  renewal_days as "renewalDays", max_renewals as "maxRenewals", warning_days as "warningDays", cooling_days as "coolingDays",
  claims_per_team as "claimsPerTeam", evidence_kinds as "evidenceKinds", probes_per_hour as "probesPerHour",
  probes_per_day as "probesPerDay", contest_days as "contestDays", transfer_offer_days as "transferOfferDays", basis,
  set_by_id as "setById", set_at as "setAt"`;

/** The rules in force; `read` may be a transaction's `sql`. */
export async function cityRules(read: Read): Promise<CityRulesRow> {
  const [row] = await read<CityRulesRow>(`select ${COLUMNS} from city_rules order by version desc limit 1`);
  return row ?? DEFAULT_RULES;
}

/** The rules of a version, 0 being the defaults: what began under them keeps them. */
export async function cityRulesOf(read: Read, version: number): Promise<CityRulesRow> {
  const [row] = await read<CityRulesRow>(`select ${COLUMNS} from city_rules where version = $1`, [version]);
  return row ?? DEFAULT_RULES;
}
