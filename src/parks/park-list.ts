import { Field, InputType } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { byId } from '../kernel/loaders.ts';
import { connectionOf, COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { divisionPrefix } from '../teams/team-list.ts';
import { Park } from './park.ts';

export const ParkConnection = connectionOf(Park, 'Park', '产业功能区');

@InputType({ description: 'Which parks to list; conditions are combined (产业功能区筛选).' })
export class ParkFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Code of a division the park lies in, or of its city; null for all (区划代码).',
  })
  divisionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Part of a leading industry, such as 集成电路; null for all (主导产业).' })
  industry?: string | null;

  @Field(() => String, { nullable: true, description: 'Part of the name; null for all (搜索).' })
  search?: string | null;
}

const COLUMNS = `p.id, p.team_id as "teamId", p.name, p.leading_industries as "leadingIndustries", p.area_m2 as "areaM2", p.source, t.code as "teamCode"`;
const WHERE = `($1::text is null or exists (select 1 from team_division td where td.team_id = p.team_id and starts_with(td.division_code, $1)))
  and ($2::text is null or exists (select 1 from unnest(p.leading_industries) i where position($2 in i) > 0))
  and ($3::text is null or position(lower($3) in lower(p.name)) > 0)`;

export type ParkRow = Park & { teamCode: string };

const parkById = byId<ParkRow>(
  `select ${COLUMNS} from park p join team t on t.id = p.team_id where p.id = any($1)`,
  'park_by_id',
);

/** Parks are read by every team but partners (decision 6). */
const mayReadParks = (ctx: ReadCtx): boolean => ctx.viewer === null || ctx.viewer.teamKind !== TeamKind.PARTNER;

export const loadPark = async (ctx: ReadCtx, id: string): Promise<ParkRow | null> =>
  mayReadParks(ctx) ? ctx.load(parkById, id) : null;

/** Parks, by the code of their team. */
export async function listParks(ctx: ReadCtx, filter: ParkFilter, args: PageArgs): Promise<Page<ParkRow>> {
  if (!mayReadParks(ctx)) throw fault('FORBIDDEN', '合作伙伴不能查看产业功能区，请联系对接的招商团队');
  const request = pageRequest(args, ctx.seal, 'parks');
  const params = [
    filter.divisionCode ? divisionPrefix(filter.divisionCode) : null,
    filter.industry?.trim() || null,
    filter.search?.trim() || null,
  ];
  const [compare, direction] = request.backward ? ['<', 'desc'] : ['>', 'asc'];
  const rows = await ctx.read<ParkRow>(
    `select ${COLUMNS} from park p join team t on t.id = p.team_id where ${WHERE} and ($4::text is null or t.code ${compare} $4) order by t.code ${direction} limit $5`,
    [...params, request.position?.[0] ?? null, request.limit + 1],
  );
  const total = async (): Promise<number> => {
    const [count] = await ctx.read<{ n: number }>(
      `select count(*)::int as n from (select 1 from park p where ${WHERE} limit ${COUNT_CAP}) c`,
      params,
    );
    return count!.n;
  };
  return toPage(rows, request, (park) => [park.teamCode], { seal: ctx.seal, purpose: 'parks', asOf: ctx.asOf, total });
}
