import { fault } from '../kernel/fault.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { conditions, type Conditions } from './company-conditions.ts';
import { mustReadCompanies } from './company-policy.ts';
import { COMPANY_COLUMNS, type CompanyRow } from './company-rows.ts';
import { CompanyOrder, type CompanyFilter } from './company.inputs.ts';
import { industryCodeOf } from './industry.ts';
import { countByName, searchByName, type FoundCompany, type NameSearch } from './search-companies.ts';
import { searchPlan } from './search-plan.ts';

type Request = ReturnType<typeof pageRequest>;
type Sorted = CompanyRow & { key?: unknown };

/** Codes are compared by range: a prefix pattern finds no index where the database's collation is not C. */
function andPrefix(where: Conditions, column: string, prefix: string, length: number, highest: string): void {
  where.and(`${column} between ${where.bind(prefix)} and ${where.bind(prefix.padEnd(length, highest))}`);
}

/** A code that ends in zeros stands for everything below it. */
const divisionPrefix = (code: string): string => code.replace(/(?:00){1,2}$/, '');

export function companyConditions(filter: CompanyFilter): Conditions {
  const where = conditions();
  if (filter.divisionCode != null) {
    if (!/^\d{6}$/.test(filter.divisionCode)) throw fault('BAD_USER_INPUT', 'filter.divisionCode 须为 6 位区划代码，如 510107');
    andPrefix(where, 'c.division_code', divisionPrefix(filter.divisionCode), 6, '9');
  }
  if (filter.industryCode != null) {
    const code = industryCodeOf(filter.industryCode);
    if (code === null) throw fault('BAD_USER_INPUT', 'filter.industryCode 须为国民经济行业代码，如 C3973');
    andPrefix(where, 'c.industry_code', code, 5, '9');
  }
  if (filter.zoneCode != null) where.and(`c.zone_code = ${where.bind(filter.zoneCode)}`);
  if (filter.listedOnly) where.and('c.listing_code is not null');
  if (filter.chainNodeId != null) {
    const node = where.bind(uuidOf('ChainNode', filter.chainNodeId));
    where.and(`exists (select 1 from placement p where p.company_id = c.id and p.node_id = ${node})`);
  }
  if (filter.designationKind != null) {
    where.and(
      `c.id in (select coalesce(m.merged_into_id, m.id) from designation d join company m on m.id = d.company_id where d.kind = ${where.bind(filter.designationKind)})`,
    );
  }
  return where;
}

/** Sort key, its two comparisons and its direction; `from` says where the key is. */
const ORDERS = {
  NAME: {
    key: 'n.pinyin',
    from: `company_name n join company c on c.id = n.company_id and n.kind = 'NAME'`,
    before: '~<~',
    after: '~>~',
    cast: 'text',
  },
  REGISTERED_ON: { key: `coalesce(c.registered_on, '0001-01-01')`, from: 'company c', before: '>', after: '<', cast: 'date' },
  UPDATED_AT: { key: 'c.updated_at', from: 'company c', before: '>', after: '<', cast: 'timestamptz' },
} as const;

async function sortedPage(ctx: ReadCtx, filter: Conditions, by: CompanyOrder, request: Request): Promise<Sorted[]> {
  const order = ORDERS[by];
  const where = filter.copy();
  const [near, far] = request.backward ? [order.after, order.before] : [order.before, order.after];
  const descending = (by === CompanyOrder.NAME) === request.backward;
  if (request.position !== null) {
    const at = `${where.bind(request.position[0])}::${order.cast}`;
    const id = where.bind(request.position[1]);
    where.and(`(${order.key} ${far} ${at} or (${order.key} = ${at} and c.id ${descending ? '<' : '>'} ${id}::uuid))`);
  }
  return ctx.read<Sorted>(
    `select ${COMPANY_COLUMNS}, ${order.key} as key from ${order.from}
     where ${where.sql} order by ${order.key} using ${near}, c.id ${descending ? 'desc' : 'asc'} limit ${request.limit + 1}`,
    where.params,
  );
}

async function countAll(ctx: ReadCtx, where: Conditions): Promise<number> {
  const [row] = await ctx.read<{ n: number }>(
    `select count(*)::int as n from (select 1 from company c where ${where.sql} limit ${COUNT_CAP}) x`,
    where.params,
  );
  return row?.n ?? 0;
}

const EMPTY: CompanyRow[] = [];
const emptyPage = (ctx: ReadCtx, request: Request, purpose: string): Page<CompanyRow> =>
  toPage(EMPTY, request, () => [], { seal: ctx.seal, purpose, asOf: ctx.asOf, total: () => Promise.resolve(0) });

function codeIs(where: Conditions, code: string): (company: string) => string {
  if (code.length === 18) {
    const usci = where.bind(code);
    return (x) => `${x}.usci = ${usci}`;
  }
  if (code.length > 6 && !code.includes('.')) {
    const [least, most] = [where.bind(code), where.bind(code.padEnd(18, 'Y'))];
    return (x) => `${x}.usci between ${least} and ${most}`;
  }
  const listed = where.bind(code.includes('.') ? [code] : ['SH', 'SZ', 'BJ'].map((market) => `${code}.${market}`));
  return (x) => `${x}.listing_code = any(${listed})`;
}

/** A code is its own condition, and leads from a merged company that kept it to its survivor; the rest is a sorted list. */
function andCode(where: Conditions, code: string): void {
  const is = codeIs(where, code);
  const survivors = `array(select m.merged_into_id from company m where m.merged_into_id is not null and ${is('m')})`;
  where.and(`(${is('c')} or c.id = any(${survivors}))`);
}

/** One page of companies. The cursor belongs to the order (or search) it was made in. */
export async function listCompanies(
  ctx: ReadCtx,
  args: PageArgs & { filter?: CompanyFilter | null; orderBy?: CompanyOrder | null },
): Promise<Page<CompanyRow>> {
  mustReadCompanies(ctx.viewer);
  const where = companyConditions(args.filter ?? {});
  const typed = args.filter?.search;
  const plan = typed == null || typed.trim() === '' ? undefined : searchPlan(typed);
  if (plan && plan.by !== 'CODE') return searchPage(ctx, args, where, plan);
  const by = args.orderBy ?? CompanyOrder.NAME;
  const purpose = `companies ${by}`;
  const request = pageRequest(args, ctx.seal, purpose);
  if (plan === null) return emptyPage(ctx, request, purpose);
  if (plan) andCode(where, plan.code);
  // A search by name needs no such condition: a merged company has no names.
  where.and('c.merged_into_id is null');
  const rows = await sortedPage(ctx, where, by, request);
  return toPage(rows, request, (row) => [row.key, row.id], {
    seal: ctx.seal,
    purpose,
    asOf: ctx.asOf,
    total: () => countAll(ctx, where),
  });
}

/** A cursor of a search is good for the same term only. */
export const searchPurpose = ({ term }: NameSearch): string => `companies search ${term}`;

async function searchPage(ctx: ReadCtx, args: PageArgs, where: Conditions, plan: NameSearch): Promise<Page<CompanyRow>> {
  const purpose = searchPurpose(plan);
  const request = pageRequest(args, ctx.seal, purpose);
  const rows = await searchByName(ctx, plan, where, request);
  const keyOf = (row: FoundCompany) => [row.phase, row.key, row.nameId];
  return toPage(rows, request, keyOf, { seal: ctx.seal, purpose, asOf: ctx.asOf, total: () => countByName(ctx, plan, where) });
}
