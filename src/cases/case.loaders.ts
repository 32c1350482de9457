import {
  LEVEL,
  newestByParent,
  visibleById,
  visibleByParent,
  visibleRow,
  visibleTo,
  type RecordKey,
} from '../access/visible-to.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { LoaderOf } from '../kernel/loaders.ts';
import type { ContactRow } from '../leads/contact.ts';
import type { ActivityRow } from './activity.ts';
import type { CaseShareRow } from './case-share.ts';
import type { CaseRow } from './case.ts';

/** Columns of a case under the names of its GraphQL fields; levels are enforced on fields, not here. */
export const CASE_COLUMNS = `r.id, r.code, r.title, r.stage, r.stage_since as "stageSince", r.suspended_from as "suspendedFrom",
  r.lead_id as "leadId", r.lead_team_id as "leadTeamId", r.company_id as "companyId", r.company_description as "companyDescription",
  r.intent, r.industry_code as "industryCode", r.amount_yuan as "amountYuan", r.size_band as "sizeBand",
  r.chain_node_id as "chainNodeId", r.closing_reason as "closingReason", r.version, r.created_at as "createdAt",
  r.updated_at as "updatedAt"`;

export const caseById = visibleById<CaseRow>({ name: 'case_by_id', table: 'cases', columns: CASE_COLUMNS });
export const caseByLead = visibleById<CaseRow>({
  name: 'case_by_lead',
  table: 'cases',
  columns: CASE_COLUMNS,
  key: 'lead_id',
  keyOf: (row) => row.leadId ?? null,
});

/** The case as it is now: an act forgets what was loaded before it. */
export const loadCase = (ctx: ReadCtx, uuid: string): Promise<CaseRow | null> => ctx.load(caseById, uuid);

export const caseByCode = (ctx: ReadCtx, key: RecordKey): Promise<CaseRow | null> => visibleRow(ctx, 'cases', CASE_COLUMNS, key);

const SHARE_COLUMNS = `r.id, r.case_id as "caseId", r.team_id as "teamId", r.role, r.level as "grantedLevel",
  r.granted_by_team_id as "grantedByTeamId", r.since, r.until`;

export const SHARES_IN_ORDER = (alias: string): string => `(${alias}.role <> 'LEAD'), ${alias}.since, ${alias}.id`;

/** Who takes part now, the lead first. */
export const sharesByCase = visibleByParent<CaseShareRow>({
  name: 'shares_by_case',
  table: 'case_share',
  columns: SHARE_COLUMNS,
  minimum: Level.FOLLOW,
  order: SHARES_IN_ORDER('r'),
  also: () => 'r.until is null',
});

export const shareById = visibleById<CaseShareRow>({
  name: 'share_by_id',
  table: 'case_share',
  columns: SHARE_COLUMNS,
  minimum: Level.FOLLOW,
});
export const loadShare = (ctx: ReadCtx, uuid: string): Promise<CaseShareRow | null> => ctx.load(shareById, uuid);

/** The viewer's own share in each case: a team sees its own part at whatever level it was given. */
export const ownShareByCase = visibleByParent<CaseShareRow>({
  name: 'own_share_by_case',
  table: 'case_share',
  columns: SHARE_COLUMNS,
  order: 'r.id',
  also: () => 'r.until is null and r.team_id = $1',
});

const ACTIVITY_COLUMNS = `r.id, r.case_id as "caseId", r.team_id as "teamId", r.author_id as "authorId", r.kind,
  r.happened_on as "happenedOn", r.text, r.is_private as "isPrivate", r.created_at as "createdAt"`;

/** A private note is its author's team's alone. In a live execution the event's audience has said so already. */
export const OWN_NOTES = (alias: string): string => `(not ${alias}.is_private or ${alias}.team_id = $1)`;
const NOTES = (ctx: Pick<ReadCtx, 'viewer'>): string => (ctx.viewer ? OWN_NOTES('r') : 'true');

export const NEWEST_ACTIVITIES = (alias: string): string => `${alias}.happened_on desc, ${alias}.id desc`;
export const LATEST_LIMIT = 10;
export const latestActivities: readonly LoaderOf<string, ActivityRow[]>[] = Array.from({ length: LATEST_LIMIT }, (_, i) =>
  newestByParent<ActivityRow>({
    name: 'latest_activities',
    table: 'activity',
    columns: ACTIVITY_COLUMNS,
    minimum: Level.FOLLOW,
    order: NEWEST_ACTIVITIES('x'),
    limit: i + 1,
    also: OWN_NOTES('x'),
  }),
);

export const activityById: LoaderOf<string, ActivityRow | null> = visibleById<ActivityRow>({
  name: 'activity_by_id',
  table: 'activity',
  columns: ACTIVITY_COLUMNS,
  minimum: Level.FOLLOW,
  also: NOTES,
});
export const loadActivity = (ctx: ReadCtx, uuid: string): Promise<ActivityRow | null> => ctx.load(activityById, uuid);

/** A page of a case's activities, newest first; statement pieces for `listActivities`. */
export const activityPieces = (ctx: ReadCtx) => {
  const { from, where, first } = visibleTo(ctx, 'activity', Level.FOLLOW);
  return { columns: `${ACTIVITY_COLUMNS}, ${LEVEL}`, from, where: `${where} and r.case_id = $2 and ${OWN_NOTES('r')}`, first };
};

/** Who of the investor's side took part; the contacts keep their own guard. */
export const contactsByActivity: LoaderOf<string, ContactRow[]> = visibleByParent<ContactRow>({
  name: 'contacts_by_activity',
  table: 'contact',
  columns: 'r.id, r.name, r.title, r.phone, r.email, r.created_at as "createdAt"',
  minimum: Level.WORK,
  order: 'r.created_at, r.id',
  parent: 'ac.activity_id',
  join: 'join activity_contact ac on ac.contact_id = r.id',
});
