import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { DateTime, Decimal } from '../kernel/scalars.ts';
import { Team } from '../teams/team.ts';
import { CreditFigureKind, CreditMode, CreditPart, CreditStartEvent, CreditYearsFrom } from './credit-terms.ts';

@ObjectType({ description: 'The part of one side in a rule (规则分计比例).' })
export class CreditRulePart {
  @Field(() => CreditPart, { description: 'Which side (分计方角色).' })
  part!: CreditPart;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Percentage of the side, up to two decimals; null where the parties agree on it (比例).',
  })
  percent!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Percentage that holds when the parties have not agreed; null when there is none (未约定时的比例).',
  })
  defaultPercent!: string | null;
}

@ObjectType({ description: 'What a rule says of one figure (规则条目).' })
export class CreditRuleItem {
  @Field(() => CreditFigureKind, { description: 'Which figure (指标).' })
  figure!: CreditFigureKind;

  @Field(() => CreditMode, { description: 'How it is shared (分计方式).' })
  mode!: CreditMode;

  @Field(() => [CreditRulePart], { description: 'The sides with their percentages (分计方).' })
  parts!: CreditRulePart[];

  @Field(() => CreditStartEvent, { description: 'What sets the shares going (起算事件).' })
  startEvent!: CreditStartEvent;

  @Field(() => Int, { nullable: true, description: 'For how many years; null without end (年限).' })
  years!: number | null;

  @Field(() => CreditYearsFrom, { description: 'From when the years are counted (年限起算).' })
  yearsFrom!: CreditYearsFrom;

  @Field(() => Boolean, { description: 'Whether one side first recovers its outlay (是否先收回投入).' })
  recoverOutlayFirst!: boolean;

  @Field(() => Boolean, { description: 'Whether what is shared is what incentives leave (是否扣除奖补后).' })
  afterIncentives!: boolean;

  @Field(() => [String], { description: 'Kinds of projects or funds it does not count, in the words of the source (除外情形).' })
  excludes!: string[];
}

/** A city's rule on credit as data, such as 宁德's. Append-only: a newer version supersedes, older ones stay. */
@Entity()
@Unique({ name: 'credit_rule_version', properties: ['code', 'version'] })
@ObjectType({ implements: Node, description: "A city's rule on how credit is shared (分计规则). Not shown to partners." })
export class CreditRule {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Text()
  @Field(() => String, { description: 'Short code, the same for all versions of the rule (规则代码).' })
  code!: string;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Version, from 1 (版本).' })
  version!: number;

  @Text()
  @Field(() => String, { description: 'Name (名称).' })
  name!: string;

  @Text()
  @Field(() => String, { description: 'The document it comes from, and what it leaves open (来源).' })
  source!: string;

  @Property({ type: 'json' })
  @Field(() => [CreditRuleItem], { description: 'What it says of each figure, at most one item for a figure (条目).' })
  items!: CreditRuleItem[];

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'saved_by_team_id' })
  savedByTeamId!: string;

  @Instant()
  @Field(() => DateTime, { description: 'When this version was saved (保存时间).' })
  createdAt!: Date;
}
