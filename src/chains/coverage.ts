import DataLoader from 'dataloader';
import { Field, Int, ObjectType } from 'type-graphql';
import type { LoaderOf } from '../kernel/loaders.ts';
import { territoryOf, WHEREABOUTS } from './territory.ts';

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

const SQL = `with recursive ${territoryOf('$2')},
  closure as (
    select n.id as ancestor, n.id as node from chain_node n where n.chain_id = any($1::uuid[])
    union all
    select c.ancestor, n.id from closure c join chain_node n on n.parent_id = c.node
  ),
  placed as materialized (
    select p.node_id, p.company_id, ${WHEREABOUTS} as whereabouts
    from chain_node n join placement p on p.node_id = n.id join company c on c.id = p.company_id where n.chain_id = any($1::uuid[])
  )
  select ancestor as id, chain_id as "chainId", count(*) filter (where whereabouts = 'HERE')::int as here,
    count(*) filter (where whereabouts = 'ELSEWHERE')::int as elsewhere, count(*) filter (where whereabouts = 'UNKNOWN')::int as unknown
  from (select distinct c.ancestor, p.company_id, p.whereabouts from closure c join placed p on p.node_id = c.node) x
  join chain_node n on n.id = x.ancestor group by 1, 2`;

/** Coverage of all nodes of a chain at once, by node id: one statement for a whole map, whatever its size. */
export const coverageOfChain: LoaderOf<string, ReadonlyMap<string, Coverage>> = (ctx) =>
  new DataLoader(async (keys) => {
    const found = new Map<string, Map<string, Coverage>>(keys.map((key) => [key, new Map()]));
    const byTeam = Map.groupBy(
      keys.map((key) => key.split('/') as [string, string]),
      ([teamId]) => teamId,
    );
    const reads = [...byTeam].map(async ([teamId, pairs]) => {
      const chainIds = pairs.map(([, chainId]) => chainId);
      const rows = await ctx.read<Coverage & { id: string; chainId: string }>(SQL, [chainIds, teamId], 'coverage_of_chain');
      for (const { id, chainId, here, elsewhere, unknown } of rows)
        found.get(viewKey(teamId, chainId))?.set(id, { here, elsewhere, unknown });
    });
    await Promise.all(reads);
    return keys.map((key) => found.get(key)!);
  });
