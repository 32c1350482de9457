import type { ReadCtx } from '../kernel/context.ts';
import { byId, byParent } from '../kernel/loaders.ts';
import type { Company, CompanyNameKind } from './company.ts';
import { readsCompanies } from './company-policy.ts';
import type { CompanyProduct, CompanyRelation, Designation } from './designation.ts';

/** Columns of `company c` under the names of the GraphQL fields. */
export const COMPANY_COLUMNS = `c.id, c.name, c.usci, c.usci_verdict as "usciVerdict", c.listing_code as "listingCode",
  c.foreign_number as "foreignNumber", c.form, c.registered_on as "registeredOn", trim_scale(c.capital_amount)::text as "capitalAmount",
  c.capital_currency as "capitalCurrency", c.scope, c.address, c.division_code as "divisionCode", c.division_source as "divisionSource",
  c.zone_code as "zoneCode", c.industry_code as "industryCode", c.source, c.is_demo as "isDemo", c.version,
  c.created_at as "createdAt", c.updated_at as "updatedAt"`;

export type CompanyRow = Omit<Company, 'normalisedName'>;

const companyById = byId<CompanyRow>(`select ${COMPANY_COLUMNS} from company c where c.id = any($1::uuid[])`, 'company_by_id');

/** Null where there is none, and for teams that do not read companies. */
export const loadCompany = async (ctx: ReadCtx, id: string): Promise<CompanyRow | null> =>
  readsCompanies(ctx.viewer) ? ctx.load(companyById, id) : null;

export const namesOfCompany = byParent<{ parent: string; kind: CompanyNameKind; name: string }>(
  `select company_id as parent, kind, name from company_name where company_id = any($1::uuid[]) and kind <> 'NAME' order by name, id`,
  'company_names',
);

export const designationsOfCompany = byParent<Designation & { parent: string }>(
  `select company_id as parent, id, kind, title, awarded_on as "awardedOn", source, created_at as "createdAt"
   from designation where company_id = any($1::uuid[]) order by awarded_on desc nulls last, created_at desc, id`,
  'company_designations',
);

/** A company stands on either side of its relations; the bound keeps a conglomerate from filling the answer. */
export const RELATION_LIMIT = 100;
export const relationsOfCompany = byParent<CompanyRelation & { parent: string }>(
  `select p.id as parent, r.id, r.kind, r.source, r.from_id as "fromId", r.to_id as "toId"
   from unnest($1::uuid[]) as p(id) cross join lateral (
     select * from company_relation x where x.from_id = p.id
     union select * from company_relation x where x.to_id = p.id
     order by kind, id limit ${RELATION_LIMIT}) r`,
  'company_relations',
);

export const PRODUCT_LIMIT = 100;
export const productsOfCompany = byParent<CompanyProduct & { parent: string }>(
  `select p.id as parent, r.id, r.product, r.source
   from unnest($1::uuid[]) as p(id) cross join lateral (
     select * from company_product x where x.company_id = p.id order by product, id limit ${PRODUCT_LIMIT}) r`,
  'company_products',
);
