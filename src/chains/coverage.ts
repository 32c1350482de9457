import DataLoader from 'dataloader';
import { Field, Int, ObjectType } from 'type-graphql';
import type { LoaderOf } from '../kernel/loaders.ts';
import { EVERYWHERE } from './node-coverage.ts';
import { territoryOf } from './territory.ts';

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
 * Rows `chain_id, node_id, here, elsewhere, unknown` from the counts that are kept by node and place; to be used below
 * `territoryOf`. Only the totals and the territory's own places are read, however many places a chain reaches.
 */
export const coverageOf = (chains: string): string => `
  select chain_id, node_id, here, total - here - unknown as elsewhere, unknown from (
    select k.chain_id, k.node_id,
      coalesce(sum(k.companies) filter (where k.division_code = any(array(select code from divisions)) or k.zone_code = any(array(select code from zones))), 0)::int as here,
      coalesce(sum(k.companies) filter (where k.division_code = '${EVERYWHERE}'), 0)::int as total,
      coalesce(sum(k.companies) filter (where k.division_code = '' and k.zone_code = ''), 0)::int as unknown
    from node_coverage k where k.chain_id = ${chains} and (k.division_code = any(array(select code from divisions) || array['${EVERYWHERE}', ''])
      or (k.zone_code <> '' and k.zone_code = any(array(select code from zones)))) group by 1, 2) counted`;

const SQL = `with recursive ${territoryOf('$2')}
  select k.chain_id as "chainId", k.node_id as "nodeId", k.here, k.elsewhere, k.unknown from (${coverageOf('any($1::uuid[])')}) k`;

interface CoverageRow extends Coverage {
  chainId: string;
  nodeId: string;
}

/** Coverage of all nodes of a chain at once, by node id; a node that no company reaches is absent. */
export const coverageOfChain: LoaderOf<string, ReadonlyMap<string, Coverage>> = (ctx) =>
  new DataLoader(async (keys) => {
    const views = keys.map((key) => key.split('/') as [string, string]);
    const reads = [...Map.groupBy(views, ([teamId]) => teamId)].map(async ([teamId, pairs]) => {
      const rows = await ctx.read<CoverageRow>(SQL, [pairs.map(([, chainId]) => chainId), teamId], 'coverage_of_chain');
      return [teamId, Map.groupBy(rows, (row) => row.chainId)] as const;
    });
    const byTeam = new Map(await Promise.all(reads));
    return views.map(
      ([teamId, chainId]) =>
        new Map(
          byTeam
            .get(teamId)
            ?.get(chainId)
            ?.map((row) => [row.nodeId, row] as const) ?? [],
        ),
    );
  });
