import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { CalendarDate, DateTime } from '../kernel/scalars.ts';
import { Division } from '../teams/division.ts';

export enum UsciVerdict {
  OK = 'OK',
  WARN = 'WARN',
}
registerEnumType(UsciVerdict, {
  name: 'UsciVerdict',
  description: 'What the check of a unified social credit identifier says (信用代码校验结果).',
  valuesConfig: {
    OK: { description: 'Both check characters fit (校验通过).' },
    WARN: {
      description:
        'The 18th character differs from the formula, as in early registrations; accepted as it is (第 18 位不符，照收).',
    },
  },
});

export enum DivisionSource {
  ADDRESS = 'ADDRESS',
  USCI = 'USCI',
}
registerEnumType(DivisionSource, {
  name: 'DivisionSource',
  description: 'How the division of a company is known (区划依据).',
  valuesConfig: {
    ADDRESS: { description: 'Its registered address names the district (注册地址).' },
    USCI: { description: 'Digits 3 to 8 of its identifier name the registering district (信用代码第 3 至 8 位).' },
  },
});

@ObjectType({ implements: Node, description: 'A company known to the city (企业); teams of kind PARTNER see none.' })
@Entity()
@Index({ name: 'company_division', properties: ['divisionCode'] })
@Index({
  name: 'company_whereabouts',
  expression: 'create index company_whereabouts on company (id) include (division_code, zone_code)',
})
@Index({ name: 'company_normalised_name', properties: ['normalisedName'] })
@Index({
  name: 'company_merged_into',
  expression: 'create index company_merged_into on company (merged_into_id) where merged_into_id is not null',
})
export class Company {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: 'Registered name (企业名称).' })
  @Text()
  name!: string;

  @Text()
  normalisedName!: string;

  /** Unified social credit identifier, folded to upper case; a company has this, a listing code or a foreign number. */
  @Field(() => String, {
    nullable: true,
    description: 'Unified social credit identifier, 18 characters; null when not known (统一社会信用代码).',
  })
  @Property({ type: 'text', nullable: true, unique: true })
  usci?: string | null;

  @Field(() => UsciVerdict, {
    nullable: true,
    description: 'What the check of the identifier says; null without an identifier (校验结果).',
  })
  @Enum({ items: () => UsciVerdict, type: 'text', nullable: true })
  usciVerdict?: UsciVerdict | null;

  /** Stock code such as `600519.SH`. */
  @Field(() => String, {
    nullable: true,
    description: 'Stock code with market, such as 600519.SH; null when not listed (证券代码).',
  })
  @Property({ type: 'text', nullable: true, unique: true })
  listingCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Registration number abroad; null for companies registered in the mainland (境外注册号).',
  })
  @Property({ type: 'text', nullable: true, unique: true })
  foreignNumber?: string | null;

  /** Legal form as registered. */
  @Field(() => String, { nullable: true, description: 'Legal form as registered; null when not known (企业类型).' })
  @Text({ nullable: true })
  form?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Day of registration; null when not known (注册日期).' })
  @Day({ nullable: true })
  registeredOn?: string | null;

  /** In units of `capitalCurrency`, not in 万. */
  @Property({ type: 'decimal', precision: 22, scale: 6, nullable: true })
  capitalAmount?: string | null;

  @Text({ nullable: true })
  capitalCurrency?: string | null;

  @Field(() => String, { nullable: true, description: 'Business scope as registered; null when not known (经营范围).' })
  @Text({ nullable: true })
  scope?: string | null;

  @Field(() => String, { nullable: true, description: 'Registered address; null when not known (注册地址).' })
  @Text({ nullable: true })
  address?: string | null;

  /** Unknown is null and never counted as absent. */
  @Field(() => String, {
    nullable: true,
    description: 'GB/T 2260 code of the district; null when unknown, which is not the same as absent (区划代码).',
  })
  @ManyToOne({ entity: () => Division, mapToPk: true, nullable: true, fieldName: 'division_code' })
  divisionCode?: string | null;

  @Field(() => DivisionSource, { nullable: true, description: 'How the division is known; null when unknown (区划依据).' })
  @Enum({ items: () => DivisionSource, type: 'text', nullable: true })
  divisionSource?: DivisionSource | null;

  /** Code of a functional zone without a division code (高新区 …), read from the address: a team code. */
  @Field(() => String, {
    nullable: true,
    description: 'Team code of the functional zone the address names, such as CD-GXQ; null when none (功能区代码).',
  })
  @Text({ nullable: true })
  zoneCode?: string | null;

  /** GB/T 4754-2017 code with its letter, such as `C3973`. */
  @Text({ nullable: true })
  industryCode?: string | null;

  /** Where the facts come from: file and edition. */
  @Field(() => String, { description: 'Where the facts come from: file and edition, or the registering team (来源).' })
  @Text()
  source!: string;

  /** The company it was merged into, which answers for it everywhere; itself never a merged one. */
  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'merged_into_id' })
  mergedIntoId?: string | null;

  @Field(() => Boolean, { description: 'Whether it belongs to the demo world (演示数据).' })
  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Field(() => Int, { description: 'Version, for expectedVersion (版本).' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was added (建档时间).' })
  @Instant()
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed (更新时间).' })
  @Instant()
  updatedAt!: Date;
}

export enum CompanyNameKind {
  NAME = 'NAME',
  FORMER = 'FORMER',
  SHORT = 'SHORT',
  FOREIGN = 'FOREIGN',
}

/** Search runs on this table alone: names, former names and short names with pinyin, initials and bigrams. */
@Entity()
@Unique({ name: 'company_name_once', properties: ['companyId', 'kind', 'name'] })
@Index({
  name: 'company_name_normalised',
  expression: 'create index company_name_normalised on company_name (normalised text_pattern_ops)',
})
@Index({ name: 'company_name_bigrams', expression: 'create index company_name_bigrams on company_name using gin (bigrams)' })
@Index({
  name: 'company_name_initials',
  expression: 'create index company_name_initials on company_name (initials text_pattern_ops)',
})
@Index({
  name: 'company_name_pinyin',
  expression: 'create index company_name_pinyin on company_name (pinyin text_pattern_ops)',
})
@Index({ name: 'company_name_keys', expression: 'create index company_name_keys on company_name using gin (keys)' })
@Index({
  name: 'company_name_without_keys',
  expression: 'create index company_name_without_keys on company_name (id) where keys is null',
})
export class CompanyName {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id', deleteRule: 'cascade' })
  companyId!: string;

  @Enum({ items: () => CompanyNameKind, type: 'text' })
  kind!: CompanyNameKind;

  @Text()
  name!: string;

  @Text()
  normalised!: string;

  @Text()
  pinyin!: string;

  @Text()
  initials!: string;

  @Property({ type: 'array', columnType: 'int[]' })
  bigrams!: number[];

  /** What names of one company have in common (name-keys.ts); null until a start has worked it out for a row of before. */
  @Property({ type: 'array', columnType: 'int[]', nullable: true })
  keys?: number[] | null;
}
