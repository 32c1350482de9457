import { Entity, Enum, Index, ManyToOne, PrimaryKey, Unique } from '@mikro-orm/decorators/legacy';
import { Day, Instant, Text } from '../kernel/columns.ts';
import { Company } from './company.ts';

export enum DesignationKind {
  FORTUNE_500 = 'FORTUNE_500',
  CHAIN_LEADER = 'CHAIN_LEADER',
  LISTED = 'LISTED',
  UNICORN = 'UNICORN',
  CENTRAL_SOE = 'CENTRAL_SOE',
  OTHER = 'OTHER',
}

/** A dated, sourced title that makes a company a lead company. */
@Entity()
@Unique({ name: 'designation_once', properties: ['companyId', 'kind', 'title'] })
export class Designation {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id', index: true })
  companyId!: string;

  @Enum({ items: () => DesignationKind, type: 'text' })
  kind!: DesignationKind;

  @Text()
  title!: string;

  @Day({ nullable: true })
  awardedOn?: string | null;

  @Text()
  source!: string;

  @Instant()
  createdAt!: Date;
}

export enum RelationKind {
  PARENT_OF = 'PARENT_OF',
  BRANCH_OF = 'BRANCH_OF',
  SUPPLIES = 'SUPPLIES',
  INVESTED_IN = 'INVESTED_IN',
}

/** A directed relation between two companies: `from` PARENT_OF `to`. */
@Entity()
@Unique({ name: 'company_relation_once', properties: ['fromId', 'toId', 'kind'] })
export class CompanyRelation {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'from_id' })
  fromId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'to_id', index: true })
  toId!: string;

  @Enum({ items: () => RelationKind, type: 'text' })
  kind!: RelationKind;

  @Text()
  source!: string;
}

/** What a company makes or sells, as its source words it. */
@Entity()
@Index({ name: 'company_product_name', properties: ['product'] })
@Unique({ name: 'company_product_once', properties: ['companyId', 'product'] })
export class CompanyProduct {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id' })
  companyId!: string;

  @Text()
  product!: string;

  @Text()
  source!: string;
}
