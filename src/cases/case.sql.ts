import { visibleList } from '../access/visible-list.ts';
import { recordKey, visibleRow } from '../access/visible-to.ts';
import { chainNodeNamed } from '../chains/chain-node.sql.ts';
import { companyNamed } from '../companies/company.sql.ts';
import type { TextRow } from '../kernel/compile-page.ts';
import { pageRoot, rowRoot, type SqlRoots } from '../kernel/sql-root.ts';
import { columnsOf, pointedAt, type SqlType } from '../kernel/sql-type.ts';
import { contactsGuarded } from '../leads/lead.sql.ts';
import { personSql, teamSql } from '../teams/team.sql.ts';
import { LATEST_LIMIT, NEWEST_ACTIVITIES, OWN_NOTES, SHARES_IN_ORDER } from './case.loaders.ts';
import { caseList, type CaseListing } from './list-cases.ts';

const shareSql: SqlType = {
  name: 'CaseShare',
  columns: { ...columnsOf('role', 'since', 'until'), grantedLevel: 'level' },
  relations: {
    team: pointedAt('team', 'team_id', () => teamSql),
    grantedBy: pointedAt('team', 'granted_by_team_id', () => teamSql),
  },
};

const activitySql: SqlType = {
  name: 'Activity',
  columns: columnsOf('kind', 'happenedOn', 'text', 'isPrivate', 'createdAt'),
  relations: {
    team: pointedAt('team', 'team_id', () => teamSql),
    author: pointedAt('person', 'author_id', () => personSql),
  },
};

/** Shares, activities and contacts are guarded by their case: they are seen at its level. */
export const caseSql: SqlType = {
  name: 'Case',
  columns: columnsOf(
    'code',
    'title',
    'stage',
    'stageSince',
    'suspendedFrom',
    'companyDescription',
    'intent',
    'industryCode',
    'amountYuan',
    'sizeBand',
    'closingReason',
    'version',
    'createdAt',
    'updatedAt',
  ),
  relations: {
    leadTeam: pointedAt('team', 'lead_team_id', () => teamSql),
    company: companyNamed,
    chainNode: chainNodeNamed,
    contacts: contactsGuarded,
    shares: {
      of: () => shareSql,
      many: true,
      level: (ofCase) => ofCase,
      rows: (s, r) => `from case_share ${s} where ${s}.case_id = ${r}.id and ${s}.until is null order by ${SHARES_IN_ORDER(s)}`,
    },
    latestActivities: {
      of: () => activitySql,
      many: true,
      level: (ofCase) => ofCase,
      rows: (x, r, { first }) => {
        if (typeof first !== 'number' || first < 1 || first > LATEST_LIMIT) return undefined;
        return `from activity ${x} where ${x}.case_id = ${r}.id and ${OWN_NOTES(x)} order by ${NEWEST_ACTIVITIES(x)} limit ${first}`;
      },
    },
  },
};

export const caseRoots: SqlRoots = {
  cases: pageRoot<CaseListing>(caseSql, (ctx, args, columns) => visibleList<TextRow>(ctx, caseList(args, columns), args)),
  case: rowRoot<{ id?: string; code?: string }>(caseSql, async (ctx, { id, code }, columns) => {
    const key = recordKey('Case', id, code);
    return key && visibleRow<TextRow>(ctx, 'cases', columns, key);
  }),
};
