import { Entity, ManyToOne } from '@mikro-orm/decorators/legacy';
import { Instant } from '../kernel/columns.ts';
import { Team } from '../teams/team.ts';
import { Company } from './company.ts';
import { familyOf, survivorOf } from './merged.sql.ts';

/** The partner team that speaks for a company: one for each, and each for one. Taken away, the row goes; the log has both. */
@Entity({ tableName: 'company_team' })
export class CompanyTeam {
  @ManyToOne({ entity: () => Company, mapToPk: true, primary: true, fieldName: 'company_id' })
  companyId!: string;

  @ManyToOne({ entity: () => Team, mapToPk: true, fieldName: 'team_id', unique: true })
  teamId!: string;

  @Instant()
  since!: Date;
}

/** The team that speaks for a company whose id the expression gives, also by way of a merge; null where none does. */
export const teamOfCompany = (id: string): string =>
  `(select k.team_id from company_team k where k.company_id in ${familyOf(survivorOf(id))}
    order by k.company_id = ${survivorOf(id)} desc, k.since, k.team_id limit 1)`;
