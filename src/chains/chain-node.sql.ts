import { columnsOf, pointedAt, type SqlRelation, type SqlType } from '../kernel/sql-type.ts';

const chainNodeSql: SqlType = {
  name: 'ChainNode',
  columns: columnsOf('code', 'name', 'position', 'ordinal', 'depth', 'isLeaf'),
};

/** The node that a record would fill. */
export const chainNodeNamed: SqlRelation = pointedAt('chain_node', 'chain_node_id', () => chainNodeSql);
