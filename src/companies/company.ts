import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { Division } from '../teams/division.ts';

export enum UsciVerdict {
  OK = 'OK',
  WARN = 'WARN',
}
export enum DivisionSource {
  ADDRESS = 'ADDRESS',
  USCI = 'USCI',
}
/** Which rules say where the facts came from; rows of the demo never merge with imported ones. */

@Entity()
@Index({ name: 'company_division', properties: ['divisionCode'] })
@Index({ name: 'company_normalised_name', properties: ['normalisedName'] })
export class Company {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Text()
  name!: string;

  @Text()
  normalisedName!: string;

  /** Unified social credit identifier, folded to upper case; a company has this, a listing code or a foreign number. */
  @Property({ type: 'text', nullable: true, unique: true })
  usci?: string | null;

  @Enum({ items: () => UsciVerdict, type: 'text', nullable: true })
  usciVerdict?: UsciVerdict | null;

  /** Stock code such as `600519.SH`. */
  @Property({ type: 'text', nullable: true, unique: true })
  listingCode?: string | null;

  @Property({ type: 'text', nullable: true, unique: true })
  foreignNumber?: string | null;

  /** Legal form as registered. */
  @Text({ nullable: true })
  form?: string | null;

  @Day({ nullable: true })
  registeredOn?: string | null;

  /** In units of `capitalCurrency`, not in 万. */
  @Property({ type: 'decimal', precision: 22, scale: 6, nullable: true })
  capitalAmount?: string | null;

  @Text({ nullable: true })
  capitalCurrency?: string | null;

  @Text({ nullable: true })
  scope?: string | null;

  @Text({ nullable: true })
  address?: string | null;

  /** Unknown is null and never counted as absent. */
  @ManyToOne({ entity: () => Division, mapToPk: true, nullable: true, fieldName: 'division_code' })
  divisionCode?: string | null;

  @Enum({ items: () => DivisionSource, type: 'text', nullable: true })
  divisionSource?: DivisionSource | null;

  /** Code of a functional zone without a division code (高新区 …), read from the address: a team code. */
  @Text({ nullable: true })
  zoneCode?: string | null;

  /** GB/T 4754-2017 code with its letter, such as `C3973`. */
  @Text({ nullable: true })
  industryCode?: string | null;

  /** Where the facts come from: file and edition. */
  @Text()
  source!: string;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Property({ type: 'integer' })
  version!: number;

  @Instant()
  createdAt!: Date;

  @Instant()
  updatedAt!: Date;
}

export enum CompanyNameKind {
  NAME = 'NAME',
  FORMER = 'FORMER',
  SHORT = 'SHORT',
}

/** Search runs on this table alone: names, former names and short names with pinyin, initials and bigrams. */
@Entity()
@Unique({ name: 'company_name_once', properties: ['companyId', 'kind', 'name'] })
@Index({ name: 'company_name_normalised', properties: ['normalised'] })
@Index({ name: 'company_name_bigrams', expression: 'create index company_name_bigrams on company_name using gin (bigrams)' })
@Index({
  name: 'company_name_initials',
  expression: 'create index company_name_initials on company_name (initials text_pattern_ops)',
})
@Index({
  name: 'company_name_pinyin',
  expression: 'create index company_name_pinyin on company_name (pinyin text_pattern_ops)',
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
}
