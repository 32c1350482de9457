import type { Coverage } from './coverage.ts';
import type { ChainLink } from './chain.ts';
import type { ChainNodeRow } from './chain-rows.ts';

export type Neighbour = 'SIBLING' | 'SUPPLIER' | 'CUSTOMER';
export interface Evidence {
  relation: Neighbour;
  nodeId: string;
  companiesHere: number;
}
export interface FoundGap {
  node: ChainNodeRow;
  evidence: Evidence[];
}

/**
 * First gaps (decision 27): a node without a company in the territory, at it or below it, while a sibling or a linked
 * node has one there. Nodes are taken in the order given.
 */
export function findGaps(
  nodes: readonly ChainNodeRow[],
  links: readonly Pick<ChainLink, 'supplierId' | 'customerId'>[],
  coverage: ReadonlyMap<string, Coverage>,
): FoundGap[] {
  const here = (id: string): number => coverage.get(id)?.here ?? 0;
  const siblings = Map.groupBy(nodes, (node) => node.parentId ?? null);
  const suppliers = Map.groupBy(links, (link) => link.customerId);
  const customers = Map.groupBy(links, (link) => link.supplierId);
  return nodes.flatMap((node) => {
    if (here(node.id) > 0) return [];
    const near: [Neighbour, string][] = [
      ...(suppliers.get(node.id) ?? []).map((link): [Neighbour, string] => ['SUPPLIER', link.supplierId]),
      ...(customers.get(node.id) ?? []).map((link): [Neighbour, string] => ['CUSTOMER', link.customerId]),
      ...(siblings.get(node.parentId ?? null) ?? []).map((each): [Neighbour, string] => ['SIBLING', each.id]),
    ];
    const told = new Map<string, Evidence>();
    for (const [relation, nodeId] of near) {
      if (here(nodeId) > 0 && !told.has(nodeId)) told.set(nodeId, { relation, nodeId, companiesHere: here(nodeId) });
    }
    return told.size === 0 ? [] : [{ node, evidence: [...told.values()] }];
  });
}
