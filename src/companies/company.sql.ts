import { columnsOf, pointedAt, type SqlRelation, type SqlType } from '../kernel/sql-type.ts';
import { divisionSql } from '../teams/team.sql.ts';
import { readsCompanies } from './company-policy.ts';
import { survivorOf } from './merged.sql.ts';

const companySql: SqlType = {
  name: 'Company',
  columns: columnsOf(
    'name',
    'usci',
    'usciVerdict',
    'listingCode',
    'foreignNumber',
    'form',
    'registeredOn',
    'scope',
    'address',
    'divisionCode',
    'divisionSource',
    'zoneCode',
    'source',
    'isDemo',
    'version',
    'createdAt',
    'updatedAt',
  ),
  relations: { division: pointedAt('division', 'division_code', () => divisionSql, { key: 'code' }) },
};

/** The company that a record names, or the one it was merged into; none for teams that do not read companies. */
export const companyNamed: SqlRelation = pointedAt('company', 'company_id', () => companySql, {
  rows: (row, parent) => `from company ${row} where ${row}.id = ${survivorOf(`${parent}.company_id`)}`,
  hiddenFrom: (viewer) => !readsCompanies(viewer),
});
