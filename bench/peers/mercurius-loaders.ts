import type { Context, Row } from './mercurius.ts';

interface Asked {
  obj: Row;
  params: { first: number };
}
type Loader = (queries: Asked[], ctx: Context) => Promise<unknown[]>;

/** One row per id found in `column` of the parents. */
const one =
  (name: string, sql: string, column: string, key = 'id'): Loader =>
  async (queries, ctx) => {
    const ids = [...new Set(queries.map(({ obj }) => obj[column]).filter((id) => id != null))];
    const found = new Map((ids.length > 0 ? await ctx.rows(name, sql, [ids]) : []).map((row) => [row[key], row]));
    return queries.map(({ obj }) => found.get(obj[column]) ?? null);
  };

/** Many rows per case; below the level the field is null. */
const many =
  (name: string, sql: string, minimum: number, values: (queries: Asked[], ctx: Context) => unknown[] = () => []): Loader =>
  async (queries, ctx) => {
    const ids = queries.filter(({ obj }) => (obj.rank as number) >= minimum).map(({ obj }) => obj.id);
    const groups = Map.groupBy(
      ids.length > 0 ? await ctx.rows(name, sql, [ids, ...values(queries, ctx)]) : [],
      (row) => row.parent,
    );
    return queries.map(({ obj }) => ((obj.rank as number) >= minimum ? (groups.get(obj.id) ?? []) : null));
  };

/** Teams are few: read once and kept. */
let teams: Promise<Map<unknown, Row>> | undefined;
const team =
  (column: string): Loader =>
  async (queries, ctx) => {
    const known = await (teams ??= ctx
      .rows('teams', 'select id, name from team', [])
      .then((rows) => new Map(rows.map((row) => [row.id, row]))));
    return queries.map(({ obj }) => known.get(obj[column]) ?? null);
  };

const plain = (loader: Loader) => ({ loader, opts: { cache: false } });

export const loaders = {
  Case: {
    company: plain(one('company', 'select id, name from company where id = any($1::uuid[])', 'companyId')),
    leadTeam: plain(team('leadTeamId')),
    shares: plain(
      many(
        'shares',
        `select case_id as parent, role, level as "grantedLevel", team_id as "teamId" from case_share where case_id = any($1::uuid[]) and until is null order by case_id, (role <> 'LEAD'), since, id`,
        2,
      ),
    ),
    contacts: plain(
      many(
        'contacts',
        'select guard_id as parent, name, title, phone from contact where guard_id = any($1::uuid[]) order by guard_id, created_at, id',
        3,
      ),
    ),
    latestActivities: plain(
      many(
        'latest',
        `select p.id as parent, x.kind, x.happened_on as "happenedOn", x.text from unnest($1::uuid[]) as p(id) cross join lateral (
           select * from activity a where a.case_id = p.id and (not a.is_private or a.team_id = $2) order by a.happened_on desc, a.id desc limit $3) x`,
        2,
        (queries, ctx) => [ctx.team, queries[0]!.params.first],
      ),
    ),
  },
  CaseShare: { team: plain(team('teamId')) },
  Company: {
    division: plain(one('division', 'select code, name from division where code = any($1::text[])', 'divisionCode', 'code')),
  },
} as never;
