import { Entity, Enum, Index, ManyToOne, PrimaryKey, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDate } from '../kernel/scalars.ts';
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

registerEnumType(DesignationKind, {
  name: 'DesignationKind',
  description: 'What kind of title makes a company a lead company (龙头企业称号类别).',
  valuesConfig: {
    FORTUNE_500: { description: 'World 500 by Fortune (世界 500 强).' },
    CHAIN_LEADER: { description: 'Leader of an industrial chain (链主企业).' },
    LISTED: { description: 'Listed on an exchange (上市公司).' },
    UNICORN: { description: 'Unicorn (独角兽企业).' },
    CENTRAL_SOE: { description: 'Enterprise of the central government (中央企业).' },
    OTHER: { description: 'Another title, named in its text (其他称号).' },
  },
});

/** A dated, sourced title that makes a company a lead company. */
@ObjectType({ description: 'A dated, sourced title that makes a company a lead company (企业称号).' })
@Entity()
@Unique({ name: 'designation_once', properties: ['companyId', 'kind', 'title'] })
export class Designation {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id', index: true })
  companyId!: string;

  @Field(() => DesignationKind, { description: 'Kind of title (类别).' })
  @Enum({ items: () => DesignationKind, type: 'text' })
  kind!: DesignationKind;

  @Field(() => String, { description: 'The title as its source words it (称号).' })
  @Text()
  title!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'Day it was given; null when the source does not say (授予日期).' })
  @Day({ nullable: true })
  awardedOn?: string | null;

  @Field(() => String, { description: 'Where it comes from (来源).' })
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

registerEnumType(RelationKind, {
  name: 'RelationKind',
  description: 'How the first company stands to the second (企业关系类别).',
  valuesConfig: {
    PARENT_OF: { description: 'It is the parent of the other (母公司).' },
    BRANCH_OF: { description: 'It is a branch of the other (分支机构).' },
    SUPPLIES: { description: 'It supplies the other (供应商).' },
    INVESTED_IN: { description: 'It holds shares of the other (投资方).' },
  },
});

/** A directed relation between two companies: `from` PARENT_OF `to`. */
@ObjectType({ description: 'A directed relation between two companies (企业关系).' })
@Entity()
@Unique({ name: 'company_relation_once', properties: ['fromId', 'toId', 'kind'] })
export class CompanyRelation {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'from_id' })
  fromId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'to_id', index: true })
  toId!: string;

  @Field(() => RelationKind, { description: 'How the first company stands to the second (关系).' })
  @Enum({ items: () => RelationKind, type: 'text' })
  kind!: RelationKind;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  @Text()
  source!: string;
}

/** What a company makes or sells, as its source words it. */
@ObjectType({ description: 'What a company makes or sells, as its source words it (企业产品).' })
@Entity()
@Index({ name: 'company_product_name', properties: ['product'] })
@Unique({ name: 'company_product_once', properties: ['companyId', 'product'] })
export class CompanyProduct {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id' })
  companyId!: string;

  @Field(() => String, { description: 'Name of the product (产品).' })
  @Text()
  product!: string;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  @Text()
  source!: string;
}
