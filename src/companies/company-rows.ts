import DataLoader from 'dataloader';
import type { LoaderOf, ReadCtx } from '../kernel/context.ts';
import { byParent } from '../kernel/loaders.ts';
import type { Company, CompanyNameKind } from './company.ts';
import { readsCompanies } from './company-policy.ts';
import type { CompanyProduct, CompanyRelation, Designation } from './designation.ts';
import { ANSWERING, familyOf, survivorOf } from './merged.sql.ts';

/** Columns of `company c` under the names of the GraphQL fields. */
export const COMPANY_COLUMNS = `c.id, c.name, c.usci, c.usci_verdict as "usciVerdict", c.listing_code as "listingCode",
  c.foreign_number as "foreignNumber", c.form, c.registered_on as "registeredOn", trim_scale(c.capital_amount)::text as "capitalAmount",
  c.capital_currency as "capitalCurrency", c.scope, c.address, c.division_code as "divisionCode", c.division_source as "divisionSource",
  c.zone_code as "zoneCode", c.industry_code as "industryCode", c.source, c.is_demo as "isDemo", c.version,
  c.created_at as "createdAt", c.updated_at as "updatedAt"`;

export type CompanyRow = Omit<Company, 'normalisedName' | 'mergedIntoId'>;

/** Under the id that was asked for: a merged company answers as its survivor. */
const companyById: LoaderOf<string, CompanyRow | null> = (ctx) =>
  new DataLoader(async (ids) => {
    const sql = `select m.id as asked, ${COMPANY_COLUMNS} from ${ANSWERING} where m.id = any($1::uuid[])`;
    const rows = await ctx.read<CompanyRow & { asked: string }>(sql, [ids], 'company_by_id');
    const found = new Map(rows.map(({ asked, ...row }) => [asked, row]));
    return ids.map((id) => found.get(id) ?? null);
  });

/** Null where there is none, and for teams that do not read companies. */
export const loadCompany = async (ctx: ReadCtx, id: string): Promise<CompanyRow | null> =>
  readsCompanies(ctx.viewer) ? ctx.load(companyById, id) : null;

export const namesOfCompany = byParent<{ parent: string; kind: CompanyNameKind; name: string }>(
  `select company_id as parent, kind, name from company_name where company_id = any($1::uuid[]) and kind <> 'NAME' order by name, id`,
  'company_names',
);

export const designationsOfCompany = byParent<Designation & { parent: string }>(
  `select * from (
     select distinct on (p.id, d.kind, d.title) p.id as parent, d.id, d.kind, d.title, d.awarded_on as "awardedOn", d.source, d.created_at as "createdAt"
     from unnest($1::uuid[]) as p(id) cross join lateral ${familyOf('p.id')} f join designation d on d.company_id = f.id
     order by p.id, d.kind, d.title, d.awarded_on desc nulls last, d.id) d
   order by "awardedOn" desc nulls last, "createdAt" desc, id`,
  'company_designations',
);

/**
 * A company stands on either side of its relations, once, also where two that were merged had the same one. The bound keeps a
 * conglomerate from filling the answer.
 */
export const RELATION_LIMIT = 100;
export const relationsOfCompany = byParent<CompanyRelation & { parent: string }>(
  `select p.id as parent, r.id, r.kind, r.source, r.from_id as "fromId", r.to_id as "toId"
   from unnest($1::uuid[]) as p(id) cross join lateral (
     with f as materialized ${familyOf('p.id')}, x as (
       select r.* from f join company_relation r on r.from_id = f.id where r.to_id not in (select id from f)
       union all select r.* from f join company_relation r on r.to_id = f.id where r.from_id not in (select id from f))
     select distinct on (kind, ${survivorOf('x.from_id')}, ${survivorOf('x.to_id')}) * from x
     order by kind, ${survivorOf('x.from_id')}, ${survivorOf('x.to_id')}, id limit ${RELATION_LIMIT}) r`,
  'company_relations',
);

export const PRODUCT_LIMIT = 100;
export const productsOfCompany = byParent<CompanyProduct & { parent: string }>(
  `select p.id as parent, r.id, r.product, r.source
   from unnest($1::uuid[]) as p(id) cross join lateral (
     select distinct on (x.product) x.* from ${familyOf('p.id')} f join company_product x on x.company_id = f.id
     order by x.product, x.id limit ${PRODUCT_LIMIT}) r`,
  'company_products',
);
