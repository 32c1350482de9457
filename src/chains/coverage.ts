import DataLoader from 'dataloader';
import { Field, Int, ObjectType } from 'type-graphql';
import type { LoaderOf } from '../kernel/loaders.ts';
import { nodesOfChain, type ChainNodeRow } from './chain-rows.ts';
import { territoryOf, WHEREABOUTS, type Whereabouts } from './territory.ts';

@ObjectType({
  description: 'How many companies stand at a node or below it, seen from a territory; each company counts once (覆盖情况).',
})
export class Coverage {
  @Field(() => Int, { description: 'Companies in the territory (本地企业数).' })
  here!: number;

  @Field(() => Int, { description: 'Companies in a known division outside (外地企业数).' })
  elsewhere!: number;

  @Field(() => Int, { description: 'Companies whose division is not known; they may be here (所在不详企业数).' })
  unknown!: number;
}

export const NOTHING: Coverage = { here: 0, elsewhere: 0, unknown: 0 };

/** A team's territory on one chain. */
export const viewKey = (teamId: string, chainId: string): string => `${teamId}/${chainId}`;

/**
 * Companies that stand at the same set of nodes are counted together: few rows leave the database, and a company at two
 * nodes below one is still counted there once, which plain sums over the tree would not do.
 */
const SQL = `with recursive ${territoryOf('$2')},
  standing as (
    select n.chain_id, p.company_id, string_agg(n.id::text, ',' order by n.id) as nodes
    from chain_node n join placement p on p.node_id = n.id where n.chain_id = any($1::uuid[]) group by 1, 2
  )
  select s.chain_id as "chainId", s.nodes, ${WHEREABOUTS} as whereabouts, count(*)::int as companies
  from standing s join company c on c.id = s.company_id group by 1, 2, 3`;

interface Standing {
  chainId: string;
  nodes: string;
  whereabouts: Whereabouts;
  companies: number;
}

/** The nodes themselves and all above them. */
function withAncestors(ids: readonly string[], parents: ReadonlyMap<string, string | null>): Set<string> {
  const found = new Set<string>();
  for (const id of ids) {
    for (let at: string | null | undefined = id; at != null && !found.has(at); at = parents.get(at)) found.add(at);
  }
  return found;
}

const FIELDS = { HERE: 'here', ELSEWHERE: 'elsewhere', UNKNOWN: 'unknown' } as const;

function addUp(rows: readonly Standing[], nodes: readonly ChainNodeRow[]): Map<string, Coverage> {
  const parents = new Map(nodes.map((node) => [node.id, node.parentId ?? null]));
  const counted = new Map<string, Coverage>(nodes.map((node) => [node.id, { ...NOTHING }]));
  for (const { nodes: at, whereabouts, companies } of rows) {
    for (const id of withAncestors(at.split(','), parents)) {
      const coverage = counted.get(id);
      if (coverage) coverage[FIELDS[whereabouts]] += companies;
    }
  }
  return counted;
}

/** Coverage of all nodes of a chain at once, by node id: one statement beside the nodes, whatever the size of the map. */
export const coverageOfChain: LoaderOf<string, ReadonlyMap<string, Coverage>> = (ctx) =>
  new DataLoader(async (keys) => {
    const views = keys.map((key) => key.split('/') as [string, string]);
    const reads = [...Map.groupBy(views, ([teamId]) => teamId)].map(async ([teamId, pairs]) => {
      const rows = await ctx.read<Standing>(SQL, [pairs.map(([, chainId]) => chainId), teamId], 'coverage_of_chain');
      return [teamId, Map.groupBy(rows, (row) => row.chainId)] as const;
    });
    const byTeam = new Map(await Promise.all(reads));
    return Promise.all(
      views.map(async ([teamId, chainId]) =>
        addUp(byTeam.get(teamId)?.get(chainId) ?? [], await ctx.load(nodesOfChain, chainId)),
      ),
    );
  });
