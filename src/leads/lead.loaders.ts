import { visibleById, visibleByParent, visibleRow, type RecordKey } from '../access/visible-to.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { ContactRow } from './contact.ts';
import type { LeadRow } from './lead.ts';
import { sizeBandSql } from './size-band.ts';

/** Columns of a lead under the names of its GraphQL fields; levels are enforced on fields, not here. */
export const LEAD_COLUMNS = `r.id, r.code, r.title, r.stage, r.source, r.referrer, r.referrer_team_id as "referrerTeamId",
  r.referrer_company_id as "referrerCompanyId", r.referrer_company_team_id as "referrerCompanyTeamId",
  r.owning_team_id as "owningTeamId", r.company_id as "companyId", r.company_description as "companyDescription", r.intent,
  r.industry_code as "industryCode", r.amount_yuan as "amountYuan", r.chain_node_id as "chainNodeId",
  r.closing_reason as "closingReason", r.registered_by_id as "registeredById", r.version, r.created_at as "createdAt",
  r.updated_at as "updatedAt", ${sizeBandSql('r.amount_yuan')} as "sizeBand"`;

export const leadById = visibleById<LeadRow>({ name: 'lead_by_id', table: 'lead', columns: LEAD_COLUMNS });

/** The lead as it is now: an act forgets what was loaded before it. */
export const loadLead = (ctx: ReadCtx, uuid: string): Promise<LeadRow | null> => ctx.load(leadById, uuid);

export const leadByCode = (ctx: ReadCtx, key: RecordKey): Promise<LeadRow | null> => visibleRow(ctx, 'lead', LEAD_COLUMNS, key);

const CONTACT_COLUMNS = 'r.id, r.name, r.title, r.phone, r.email, r.created_at as "createdAt"';

/** The contacts of a lead or case, for those who work on it. */
export const contactsByGuard = visibleByParent<ContactRow>({
  name: 'contacts_by_guard',
  table: 'contact',
  columns: CONTACT_COLUMNS,
  minimum: Level.WORK,
  order: 'r.created_at, r.id',
});

export const contactById = visibleById<ContactRow>({
  name: 'contact_by_id',
  table: 'contact',
  columns: CONTACT_COLUMNS,
  minimum: Level.WORK,
});

export const loadContact = (ctx: ReadCtx, uuid: string): Promise<ContactRow | null> => ctx.load(contactById, uuid);
