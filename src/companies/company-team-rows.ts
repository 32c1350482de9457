import { byId } from '../kernel/loaders.ts';
import { teamOfCompany } from './company-team.ts';

/** The team that speaks for each company, by the company's id. */
export const teamOfCompanies = byId<{ id: string; teamId: string | null }>(
  `select c.id, ${teamOfCompany('c.id')} as "teamId" from company c where c.id = any($1::uuid[])`,
  'team_of_companies',
);

/** The company a team speaks for, by the team's id. */
export const companyOfTeam = byId<{ id: string; companyId: string }>(
  `select k.team_id as id, k.company_id as "companyId" from company_team k where k.team_id = any($1::uuid[])`,
  'company_of_team',
);
