import { columnsOf, pointedAt, type SqlType } from '../kernel/sql-type.ts';

export const divisionSql: SqlType = {
  name: 'Division',
  columns: columnsOf('code', 'name', 'parentCode', 'validFrom', 'validTo', 'successorCode'),
};

export const personSql: SqlType = { name: 'Person', columns: columnsOf('name') };

export const teamSql: SqlType = {
  name: 'Team',
  columns: columnsOf('code', 'name', 'kind', 'startsOn', 'endsOn', 'isDemo', 'version'),
  relations: { parent: pointedAt('team', 'parent_id', () => teamSql) },
};
