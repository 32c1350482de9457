import { visibleList } from '../access/visible-list.ts';
import { recordKey, visibleRow } from '../access/visible-to.ts';
import { chainNodeNamed } from '../chains/chain-node.sql.ts';
import { companyNamed } from '../companies/company.sql.ts';
import type { TextRow } from '../kernel/compile-page.ts';
import { pageRoot, rowRoot, type SqlRoots } from '../kernel/sql-root.ts';
import { columnsOf, pointedAt, type SqlRelation, type SqlType } from '../kernel/sql-type.ts';
import { personSql, teamSql } from '../teams/team.sql.ts';
import { leadList, type LeadListing } from './list-leads.ts';
import { sizeBandSql } from './size-band.ts';

const contactSql: SqlType = { name: 'Contact', columns: columnsOf('name', 'title', 'phone', 'email', 'createdAt') };

/** Of a lead or a case, which guards them. */
export const contactsGuarded: SqlRelation = {
  of: () => contactSql,
  many: true,
  level: (ofGuard) => ofGuard,
  rows: (x, guard) => `from contact ${x} where ${x}.guard_id = ${guard}.id order by ${x}.created_at, ${x}.id`,
};

export const leadSql: SqlType = {
  name: 'Lead',
  columns: columnsOf(
    'code',
    'title',
    'stage',
    'source',
    'referrer',
    'companyDescription',
    'intent',
    'industryCode',
    'amountYuan',
    'closingReason',
    'version',
    'createdAt',
    'updatedAt',
  ),
  values: { sizeBand: (row) => sizeBandSql(`${row}.amount_yuan`) },
  relations: {
    owningTeam: pointedAt('team', 'owning_team_id', () => teamSql),
    referrerTeam: pointedAt('team', 'referrer_team_id', () => teamSql),
    registeredBy: pointedAt('person', 'registered_by_id', () => personSql),
    company: companyNamed,
    chainNode: chainNodeNamed,
    contacts: contactsGuarded,
  },
};

export const leadRoots: SqlRoots = {
  leads: pageRoot<LeadListing>(leadSql, (ctx, args, columns) => visibleList<TextRow>(ctx, leadList(args, columns), args)),
  lead: rowRoot<{ id?: string; code?: string }>(leadSql, async (ctx, { id, code }, columns) => {
    const key = recordKey('Lead', id, code);
    return key && visibleRow<TextRow>(ctx, 'lead', columns, key);
  }),
};
