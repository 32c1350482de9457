import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { Company } from '../companies/company.ts';

/** An industrial chain in one edition of one source. */
@ObjectType({ implements: Node, description: 'An industrial chain in one edition of one source (产业链).' })
@Entity()
@Unique({ name: 'chain_edition', properties: ['code', 'edition'] })
export class Chain {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: 'Code of the chain, one per edition (编码).' })
  @Text()
  code!: string;

  @Field(() => String, { description: 'Name (名称).' })
  @Text()
  name!: string;

  /** Versioned lists: a new edition is a new chain row. */
  @Field(() => String, { description: 'Edition of the list; a new edition is a chain of its own (版本批次).' })
  @Text()
  edition!: string;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  @Text()
  source!: string;

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

  /** Given by triggers: another whenever the chain, a node or a link of it changes, and never twice. */
  @Property({ type: 'bigint', default: 0 })
  revision!: string;
}

export enum ChainPosition {
  UPSTREAM = 'UPSTREAM',
  MIDSTREAM = 'MIDSTREAM',
  DOWNSTREAM = 'DOWNSTREAM',
}
registerEnumType(ChainPosition, {
  name: 'ChainPosition',
  description: 'Where a node lies in its chain (上中下游).',
  valuesConfig: {
    UPSTREAM: { description: 'Upstream: materials, parts, research (上游).' },
    MIDSTREAM: { description: 'Midstream: making (中游).' },
    DOWNSTREAM: { description: 'Downstream: use and services (下游).' },
  },
});

@ObjectType({ implements: Node, description: 'A node of an industrial chain (产业链环节).' })
@Entity()
@Unique({ name: 'chain_node_code', properties: ['chainId', 'code'] })
export class ChainNode {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => Chain, mapToPk: true, fieldName: 'chain_id' })
  chainId!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, nullable: true, fieldName: 'parent_id', index: true })
  parentId?: string | null;

  /** Stable within the chain: the source's code, or the path of ordinals such as `1.2.3`. */
  @Field(() => String, { description: 'Code within the chain, such as 1.2.3 (编码).' })
  @Text()
  code!: string;

  @Field(() => String, { description: 'Name (名称).' })
  @Text()
  name!: string;

  /** Null where the source does not say. */
  @Field(() => ChainPosition, {
    nullable: true,
    description: 'Upstream, midstream or downstream; null where the source does not say (上中下游).',
  })
  @Enum({ items: () => ChainPosition, type: 'text', nullable: true })
  position?: ChainPosition | null;

  @Field(() => Int, { description: 'Place among its siblings, from 1 (序号).' })
  @Property({ type: 'integer' })
  ordinal!: number;

  /** 1 for the chain's top rows. */
  @Field(() => Int, { description: '1 for the top rows of the chain (层级).' })
  @Property({ type: 'integer' })
  depth!: number;

  @Field(() => Boolean, { description: 'Whether it has no nodes below (末级环节).' })
  @Property({ type: 'boolean' })
  isLeaf!: boolean;
}

/** Who supplies whom: the companies of `supplierId` deliver to those of `customerId`. */
@ObjectType({ description: 'Who supplies whom: companies of one node deliver to those of another (上下游关系).' })
@Entity()
@Unique({ name: 'chain_link_once', properties: ['supplierId', 'customerId', 'source'] })
export class ChainLink {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'supplier_id' })
  supplierId!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'customer_id', index: true })
  customerId!: string;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  @Text()
  source!: string;
}

export enum PlacementStatus {
  SUGGESTED = 'SUGGESTED',
  CONFIRMED = 'CONFIRMED',
}
registerEnumType(PlacementStatus, {
  name: 'PlacementStatus',
  description: 'How sure it is that a company stands at a node (归位状态).',
  valuesConfig: {
    SUGGESTED: { description: 'Inferred from products or scope; a person should look (待确认).' },
    CONFIRMED: { description: 'Given by a source that names the company, or confirmed by a person (已确认).' },
  },
});

/** A company at a node, with the source that says so. */
@ObjectType({ implements: Node, description: 'A company at a node, with the source that says so (企业归位).' })
@Entity()
@Unique({ name: 'placement_once', properties: ['nodeId', 'companyId'] })
export class Placement {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'node_id' })
  nodeId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id', index: true })
  companyId!: string;

  @Field(() => PlacementStatus, { description: 'How sure it is (归位状态).' })
  @Enum({ items: () => PlacementStatus, type: 'text' })
  status!: PlacementStatus;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  @Text()
  source!: string;

  @Field(() => DateTime, { description: 'When it was placed (归位时间).' })
  @Instant()
  createdAt!: Date;
}

/** A bare company name in a chain file, until it is matched to a company. */
@ObjectType({ description: 'A bare company name in a chain file (链上企业名称).' })
@Entity()
@Unique({ name: 'chain_mention_once', properties: ['nodeId', 'name'] })
@Index({ name: 'chain_mention_normalised', properties: ['normalised'] })
export class ChainMention {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'node_id' })
  nodeId!: string;

  @Field(() => String, { description: 'Name as the chain file writes it (名称).' })
  @Text()
  name!: string;

  @Text()
  normalised!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'company_id' })
  companyId?: string | null;

  @Field(() => String, { description: 'Where it comes from (来源).' })
  @Text()
  source!: string;
}
