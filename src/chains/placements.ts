import DataLoader from 'dataloader';
import type { Ctx } from '../kernel/context.ts';
import type { LoaderOf } from '../kernel/loaders.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { PLACEMENT_COLUMNS, type PlacementRow } from './chain-rows.ts';
import type { PlacementStatus } from './chain.ts';
import { territoryOf, WHEREABOUTS, type Whereabouts } from './territory.ts';

export const CANDIDATE_LIMIT = 100;

/** Nodes at and below `start`. */
const below = (start: string): string => `below as (
    select ${start}::uuid as id
    union all
    select n.id from below b join chain_node n on n.parent_id = b.id)`;

/** Each company once, at its surest placement: CONFIRMED sorts before SUGGESTED. */
const PLACED = `select distinct on (p.company_id) p.*, c.normalised_name, ${WHEREABOUTS} as whereabouts
    from below b join placement p on p.node_id = b.id join company c on c.id = p.company_id order by p.company_id, p.status, p.id`;

/** Placements at a node on one side of a team's border, surest first, then companies with a title, by key `team/node`. */
const placementsIn =
  (whereabouts: `${Whereabouts}`): LoaderOf<string, PlacementRow[]> =>
  (ctx) =>
    new DataLoader(async (keys) => {
      const found = new Map<string, PlacementRow[]>(keys.map((key) => [key, []]));
      const byTeam = Map.groupBy(
        keys.map((key) => key.split('/') as [string, string]),
        ([teamId]) => teamId,
      );
      const sql = `with recursive ${territoryOf('$2')}
        select w.id as parent, ${PLACEMENT_COLUMNS} from unnest($1::uuid[]) as w(id) cross join lateral (
          with recursive ${below('w.id')}
          select x.*, exists (select 1 from designation d where d.company_id = x.company_id) as leads from (${PLACED}) x
          where x.whereabouts = $3 order by x.status, leads desc, x.normalised_name, x.id limit ${CANDIDATE_LIMIT}) p`;
      const reads = [...byTeam].map(async ([teamId, pairs]) => {
        const rows = await ctx.read<PlacementRow & { parent: string }>(
          sql,
          [pairs.map(([, node]) => node), teamId, whereabouts],
          'placements_in',
        );
        for (const row of rows) found.get(`${teamId}/${row.parent}`)?.push(row);
      });
      await Promise.all(reads);
      return keys.map((key) => found.get(key)!);
    });

export const placementsHere = placementsIn('HERE');
export const placementsElsewhere = placementsIn('ELSEWHERE');

export interface NodeCompaniesFilter {
  whereabouts?: Whereabouts | null;
  status?: PlacementStatus | null;
}

/** One page of the companies at a node or below it. */
export async function listNodeCompanies(
  ctx: Ctx,
  nodeId: string,
  teamId: string,
  args: PageArgs & { filter?: NodeCompaniesFilter | null },
): Promise<Page<PlacementRow>> {
  const purpose = `companies of node ${nodeId}`;
  const request = pageRequest(args, ctx.seal, purpose);
  const params: unknown[] = [nodeId, teamId, args.filter?.whereabouts ?? null, args.filter?.status ?? null];
  const base = `with recursive ${territoryOf('$2')}, ${below('$1')}, placed as (${PLACED})
    select ${PLACEMENT_COLUMNS}, p.normalised_name as "sortName" from placed p
    where ($3::text is null or p.whereabouts = $3) and ($4::text is null or p.status = $4)`;
  const [direction, beyond] = request.backward ? ['desc', '<'] : ['asc', '>'];
  const after =
    request.position === null ? '' : `and (p.status, p.normalised_name, p.id) ${beyond} ($5::text, $6::text, $7::uuid)`;
  const rows = await ctx.read<PlacementRow & { sortName: string }>(
    `${base} ${after} order by p.status ${direction}, p.normalised_name ${direction}, p.id ${direction} limit ${request.limit + 1}`,
    request.position === null ? params : [...params, ...request.position],
  );
  const total = async () =>
    (await ctx.read<{ n: number }>(`select count(*)::int as n from (${base} limit ${COUNT_CAP}) x`, params))[0]?.n ?? 0;
  return toPage(rows, request, (row) => [row.status, row.sortName, row.id], { seal: ctx.seal, purpose, asOf: ctx.asOf, total });
}
