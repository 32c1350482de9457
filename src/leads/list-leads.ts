import { visibleList, type Condition, type VisibleList } from '../access/visible-list.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { Page, PageArgs } from '../kernel/page.ts';
import type { LeadFilter, RecordOrderBy } from './lead.inputs.ts';
import { LEAD_COLUMNS } from './lead.loaders.ts';
import type { LeadRow } from './lead.ts';
import { amountWithin, companyIs, idIs, one, orderOf, searchFor, stageIn } from './record-list.ts';

export interface LeadListing {
  filter?: LeadFilter | null;
  orderBy?: RecordOrderBy | null;
}

function conditionsOf(filter: LeadFilter): Condition[] {
  const conditions = [
    ...stageIn(filter.stage, filter.stages),
    ...amountWithin(filter.minAmountYuan, filter.maxAmountYuan),
    ...searchFor(filter.search),
  ];
  if (filter.owningTeamId) conditions.push(idIs('r.owning_team_id', 'Team', filter.owningTeamId, Level.SUMMARY));
  if (filter.companyId) conditions.push(companyIs(filter.companyId));
  if (filter.referrerCompanyId) conditions.push(companyIs(filter.referrerCompanyId, 'referrer_company_id'));
  if (filter.chainNodeId) conditions.push(idIs('r.chain_node_id', 'ChainNode', filter.chainNodeId, Level.FOLLOW));
  if (filter.source) conditions.push(one('r.source', filter.source, Level.FOLLOW));
  return conditions;
}

/** Leads by filter and order, with what is to be read of each. */
export const leadList = ({ filter, orderBy }: LeadListing, columns: string): VisibleList => ({
  kind: 'LEAD',
  table: 'lead',
  columns,
  conditions: conditionsOf(filter ?? {}),
  order: orderOf(orderBy),
});

/** The leads the viewer's team may see. */
export const listLeads = (ctx: ReadCtx, listing: LeadListing, page: PageArgs): Promise<Page<LeadRow>> =>
  visibleList<LeadRow>(ctx, leadList(listing, LEAD_COLUMNS), page);
