import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Chain, ChainNode } from './chain.ts';

/** In place of a division: the companies of a node wherever they are. */
export const EVERYWHERE = '*';

/**
 * How many companies stand at a node or below it, each once, by the place they are at: kept by triggers on placements,
 * companies and nodes (decision 42), in the transaction of whatever changes them. A count that fell to 0 stays as a row.
 */
@Entity()
@Index({
  name: 'node_coverage_by_zone',
  expression: `create index node_coverage_by_zone on node_coverage (chain_id, zone_code) where zone_code <> ''`,
})
export class NodeCoverage {
  @ManyToOne({ entity: () => Chain, mapToPk: true, primary: true, fieldName: 'chain_id', deleteRule: 'cascade' })
  chainId!: string;

  /** Empty where no division is known, `*` for the total of the node. */
  @PrimaryKey({ type: 'text' })
  divisionCode!: string;

  /** Empty outside the functional zones. */
  @PrimaryKey({ type: 'text' })
  zoneCode!: string;

  @ManyToOne({ entity: () => ChainNode, mapToPk: true, primary: true, fieldName: 'node_id', index: true, deleteRule: 'cascade' })
  nodeId!: string;

  @Property({ type: 'integer' })
  companies!: number;
}
