import DataLoader from 'dataloader';
import type { ReadCtx } from '../kernel/context.ts';
import { byId, byParent, type LoaderOf } from '../kernel/loaders.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { Division } from './division.ts';
import type { Membership, Person } from './person.ts';
import type { ApiClient } from './session.ts';
import type { Team } from './team.ts';

/** Rows as the API reads them: no login, no hash. */
export type TeamRow = Omit<Team, 'createdAt'>;
export type PersonRow = Pick<Person, 'id' | 'name'>;
export type MembershipRow = Membership;
export type ApiClientRow = Omit<ApiClient, 'secretHash'>;

export const TEAM_COLUMNS = `t.id, t.code, t.name, t.kind, t.parent_id as "parentId", t.starts_on as "startsOn", t.ends_on as "endsOn", t.is_demo as "isDemo", t.version`;
export const DIVISION_COLUMNS = `d.code, d.name, d.parent_code as "parentCode", d.valid_from as "validFrom", d.valid_to as "validTo", d.successor_code as "successorCode"`;
const MEMBERSHIP_COLUMNS = `m.id, m.person_id as "personId", m.team_id as "teamId", m.role, m.starts_on as "startsOn", m.ends_on as "endsOn", m.is_default as "isDefault"`;
const CLIENT_COLUMNS = `c.id, c.client_id as "clientId", c.name, c.team_id as "teamId", c.scopes, c.bucket_capacity as "bucketCapacity", c.bucket_per_second as "bucketPerSecond", c.created_at as "createdAt", c.disabled_at as "disabledAt"`;

export const teamById = byId<TeamRow>(`select ${TEAM_COLUMNS} from team t where t.id = any($1)`, 'team_by_id');

export const childrenOfTeam = byParent<TeamRow & { parent: string }>(
  `select ${TEAM_COLUMNS}, t.parent_id as parent from team t where t.parent_id = any($1) order by t.code`,
  'team_children',
);

export const divisionsOfTeam = byParent<Division & { parent: string }>(
  `select ${DIVISION_COLUMNS}, td.team_id as parent from team_division td join division d on d.code = td.division_code where td.team_id = any($1) order by d.code`,
  'team_divisions',
);

export const personById = byId<PersonRow>(`select id, name from person where id = any($1)`, 'person_by_id');

export const membershipById = byId<MembershipRow>(
  `select ${MEMBERSHIP_COLUMNS} from membership m where m.id = any($1)`,
  'membership_by_id',
);

export const membershipsOfPerson = byParent<MembershipRow & { parent: string }>(
  `select ${MEMBERSHIP_COLUMNS}, m.person_id as parent from membership m where m.person_id = any($1) order by m.is_default desc, m.starts_on, m.id`,
  'memberships_of_person',
);

export const membershipsOfTeam = byParent<MembershipRow & { parent: string }>(
  `select ${MEMBERSHIP_COLUMNS}, m.team_id as parent from membership m where m.team_id = any($1) order by m.starts_on, m.id`,
  'memberships_of_team',
);

export const apiClientById = byId<ApiClientRow>(
  `select ${CLIENT_COLUMNS} from api_client c where c.id = any($1)`,
  'api_client_by_id',
);

export const apiClientsOfTeam = byParent<ApiClientRow & { parent: string }>(
  `select ${CLIENT_COLUMNS}, c.team_id as parent from api_client c where c.team_id = any($1) order by c.created_at, c.id`,
  'api_clients_of_team',
);

export const MOST_CHIEFS = 5;

/** Whom to ask in a team, by name: its chiefs in office today, longest in office first. */
export const chiefsOfTeam: LoaderOf<string, PersonRow[]> = (ctx: ReadCtx) =>
  new DataLoader(async (teams) => {
    const rows = await ctx.read<PersonRow & { parent: string }>(
      `select t.id as parent, p.id, p.name from unnest($1::uuid[]) as t(id) cross join lateral (
         select p.id, p.name from membership m join person p on p.id = m.person_id
         where m.team_id = t.id and m.role = 'CHIEF' and m.starts_on <= $2::date and coalesce(m.ends_on >= $2::date, true) and p.disabled_at is null
         order by m.starts_on, m.id limit ${MOST_CHIEFS}) p`,
      [teams, shanghaiDay(ctx.now())],
      'chiefs_of_team',
    );
    const groups = Map.groupBy(rows, ({ parent }) => parent);
    return teams.map((team) => groups.get(team) ?? []);
  });

export const divisionByCode: LoaderOf<string, Division | null> = (ctx: ReadCtx) =>
  new DataLoader(async (codes) => {
    const rows = await ctx.read<Division>(
      `select ${DIVISION_COLUMNS} from division d where d.code = any($1)`,
      [codes],
      'division_by_code',
    );
    const found = new Map(rows.map((row) => [row.code, row]));
    return codes.map((code) => found.get(code) ?? null);
  });
