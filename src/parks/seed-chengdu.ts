import { randomUUID } from 'node:crypto';
import type { Read } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { loadDivisions } from '../teams/load-divisions.ts';
import { hashPassword } from '../teams/password.ts';
import { readTeams } from '../teams/team-directory.ts';
import { placementProblem } from '../teams/team-tree.ts';
import { chengdu, sourceOf, type CityFacts, type TeamFact } from './chengdu.ts';

const parkTeams = (city: CityFacts): TeamFact[] => city.parks.map((park) => ({ ...park, kind: TeamKind.PARK }));

/** Divisions, teams and parks of Chengdu; what is there already stays as it is. Only demo worlds and the story load it. */
export async function seedTeams(sql: Read, now: Date, options: { isDemo: boolean } = { isDemo: true }): Promise<void> {
  const city = chengdu();
  const teams = [...city.teams, ...parkTeams(city)];
  refuseMisplaced(teams);
  await loadDivisions({ query: sql });
  await sql(
    `insert into team (id, code, name, kind, is_demo, version, created_at)
     select id, code, name, kind, $2, 1, $3 from json_to_recordset($1) as f(id uuid, code text, name text, kind text)
     on conflict (code) do nothing`,
    [JSON.stringify(teams.map(({ code, name, kind }) => ({ id: randomUUID(), code, name, kind }))), options.isDemo, now],
  );
  await sql(
    `update team set parent_id = above.id from json_to_recordset($1) as f(code text, parent text) join team above on above.code = f.parent
     where team.code = f.code and team.parent_id is null`,
    [JSON.stringify(teams)],
  );
  await sql(
    `insert into team_division (team_id, division_code) select t.id, f.division
     from json_to_recordset($1) as f(team text, division text) join team t on t.code = f.team on conflict do nothing`,
    [JSON.stringify(teams.flatMap((team) => team.divisions.map((division) => ({ team: team.code, division }))))],
  );
  await seedParks(sql, city);
}

const seedParks = (sql: Read, city: CityFacts): Promise<unknown[]> =>
  sql(
    `insert into park (id, team_id, name, leading_industries, area_m2, source)
     select f.id, t.id, f.name, array(select json_array_elements_text(f.industries)), f.area, f.source
     from json_to_recordset($1) as f(id uuid, code text, name text, industries json, area numeric, source text) join team t on t.code = f.code
     on conflict (team_id) do nothing`,
    [
      JSON.stringify(
        city.parks.map((park) => ({
          id: randomUUID(),
          code: park.code,
          name: park.name,
          industries: park.leadingIndustries,
          area: park.areaM2,
          source: sourceOf(city, park.source),
        })),
      ),
    ],
  );

/** The facts are edited by hand: a park under a park, or a parent that is not there, stops before anything is written. */
function refuseMisplaced(teams: readonly TeamFact[]): void {
  const tree = new Map(teams.map(({ code, kind, parent }) => [code, { id: code, kind, parentId: parent }]));
  const problems = [...tree.values()].flatMap((team) => placementProblem(tree, team) ?? []);
  if (problems.length > 0) throw new Error(`chengdu-teams.json: ${problems.join('; ')}`);
}

/** The persons of the demo, each in one team, all with one password. Persons that are there already keep theirs. */
export async function seedPersons(sql: Read, now: Date, password: string): Promise<void> {
  const teams = new Map((await readTeams(sql)).map((team) => [team.code, team.id]));
  const known = new Set((await sql<{ login: string }>(`select login from person`)).map(({ login }) => login));
  const missing = chengdu().persons.filter(({ login }) => !known.has(login));
  const rows = await Promise.all(
    missing.map(async ({ login, name, team, role }) => {
      const ids = { person_id: randomUUID(), id: randomUUID(), team_id: teams.get(team) };
      return { ...ids, login, name, role, hash: await hashPassword(password) };
    }),
  );
  await sql(
    `with f as (select * from json_to_recordset($1) as f(id uuid, person_id uuid, team_id uuid, login text, name text, role text, hash text)),
      made as (insert into person (id, login, name, password_hash, is_demo, created_at)
        select person_id, login, name, hash, true, $2 from f on conflict (login) do nothing returning id)
     insert into membership (id, person_id, team_id, role, starts_on, is_default)
     select f.id, f.person_id, f.team_id, f.role, $3::date, true from f join made on made.id = f.person_id`,
    [JSON.stringify(rows), now, shanghaiDay(now)],
  );
}
