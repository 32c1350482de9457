import { Field, ID, InputType } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { connectionOf, COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { Team } from './team.ts';
import { TEAM_COLUMNS, type TeamRow } from './team-loaders.ts';

export const TeamConnection = connectionOf(Team, 'Team', '团队');

@InputType({ description: 'Which teams to list; conditions are combined (团队筛选).' })
export class TeamFilter {
  @Field(() => TeamKind, { nullable: true, description: 'Of this kind only; null for all (类别).' })
  kind?: TeamKind | null;

  @Field(() => ID, { nullable: true, description: 'Directly under this team; null for all (上级团队编号).' })
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a division the team covers; null for all (区划代码).' })
  divisionCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Part of the name or code; null for all (搜索).' })
  search?: string | null;
}

/** Codes that begin with a division's own digits: a city's code stands for its districts too. */
export const divisionPrefix = (code: string): string => code.replace(/(00)+$/, '');

const WHERE = `($1::text is null or t.kind = $1)
  and ($2::uuid is null or t.parent_id = $2)
  and ($3::text is null or exists (select 1 from team_division td where td.team_id = t.id and starts_with(td.division_code, $3)))
  and ($4::text is null or position(lower($4) in lower(t.name)) > 0 or position(lower($4) in lower(t.code)) > 0)`;

/** Teams by code. Every signed-in team may see which teams there are, partners too. */
export async function listTeams(ctx: ReadCtx, filter: TeamFilter, args: PageArgs): Promise<Page<TeamRow>> {
  const request = pageRequest(args, ctx.seal, 'teams');
  const parentId = filter.parentId == null ? null : uuidOf('Team', filter.parentId);
  const params = [
    filter.kind ?? null,
    parentId,
    filter.divisionCode ? divisionPrefix(filter.divisionCode) : null,
    filter.search?.trim() || null,
  ];
  const unknownParent = filter.parentId != null && parentId === null;
  const [compare, direction] = request.backward ? ['<', 'desc'] : ['>', 'asc'];
  const rows = unknownParent
    ? []
    : await ctx.read<TeamRow>(
        `select ${TEAM_COLUMNS} from team t where ${WHERE} and ($5::text is null or t.code ${compare} $5) order by t.code ${direction} limit $6`,
        [...params, request.position?.[0] ?? null, request.limit + 1],
      );
  const total = async (): Promise<number> => {
    if (unknownParent) return 0;
    const [count] = await ctx.read<{ n: number }>(
      `select count(*)::int as n from (select 1 from team t where ${WHERE} limit ${COUNT_CAP}) c`,
      params,
    );
    return count!.n;
  };
  return toPage(rows, request, (team) => [team.code], { seal: ctx.seal, purpose: 'teams', asOf: ctx.asOf, total });
}
