import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Instant, Text } from '../kernel/columns.ts';
import { Company } from '../companies/company.ts';

/** An industrial chain in one edition of one source. */
@Entity()
@Unique({ name: 'chain_edition', properties: ['code', 'edition'] })
export class Chain {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Text()
  code!: string;

  @Text()
  name!: string;

  /** Versioned lists: a new edition is a new chain row. */
  @Text()
  edition!: string;

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

export enum ChainPosition {
  UPSTREAM = 'UPSTREAM',
  MIDSTREAM = 'MIDSTREAM',
  DOWNSTREAM = 'DOWNSTREAM',
}

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
  @Text()
  code!: string;

  @Text()
  name!: string;

  /** Null where the source does not say. */
  @Enum({ items: () => ChainPosition, type: 'text', nullable: true })
  position?: ChainPosition | null;

  @Property({ type: 'integer' })
  ordinal!: number;

  /** 1 for the chain's top rows. */
  @Property({ type: 'integer' })
  depth!: number;

  @Property({ type: 'boolean' })
  isLeaf!: boolean;
}

/** Who supplies whom: the companies of `supplierId` deliver to those of `customerId`. */
@Entity()
@Unique({ name: 'chain_link_once', properties: ['supplierId', 'customerId', 'source'] })
export class ChainLink {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'supplier_id' })
  supplierId!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'customer_id', index: true })
  customerId!: string;

  @Text()
  source!: string;
}

export enum PlacementStatus {
  SUGGESTED = 'SUGGESTED',
  CONFIRMED = 'CONFIRMED',
}

/** A company at a node, with the source that says so. */
@Entity()
@Unique({ name: 'placement_once', properties: ['nodeId', 'companyId'] })
export class Placement {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'node_id' })
  nodeId!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, fieldName: 'company_id', index: true })
  companyId!: string;

  @Enum({ items: () => PlacementStatus, type: 'text' })
  status!: PlacementStatus;

  @Text()
  source!: string;

  @Instant()
  createdAt!: Date;
}

/** A bare company name in a chain file, until it is matched to a company. */
@Entity()
@Unique({ name: 'chain_mention_once', properties: ['nodeId', 'name'] })
@Index({ name: 'chain_mention_normalised', properties: ['normalised'] })
export class ChainMention {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, fieldName: 'node_id' })
  nodeId!: string;

  @Text()
  name!: string;

  @Text()
  normalised!: string;

  @ManyToOne({ entity: () => Company, mapToPk: true, nullable: true, fieldName: 'company_id' })
  companyId?: string | null;

  @Text()
  source!: string;
}
