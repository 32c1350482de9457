import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import { checkRegistration, textOf, type Warning } from './company-input.ts';
import { normaliseName } from './company-name.ts';
import { placeOf } from './company-place.ts';
import { readsCompanies } from './company-policy.ts';
import type { RegisterCompanyInput } from './company.inputs.ts';
import { ANSWERING } from './merged.sql.ts';
import { findMatches, type FoundMatch } from './find-matches.ts';
import { MOST_MATCHES } from './identity-match.ts';
import { industryCodeOf } from './industry.ts';
import { MatchLevel } from './match-reason.ts';
import { saveName } from './save-names.ts';

/** Who may write companies and chains: whoever may write leads and is not outside government. */
export function authorizeCompanies(ctx: Ctx): void {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  authorize(readsCompanies(ctx.viewer), '合作伙伴团队不能登记企业，请联系对接的招商团队');
}

type Checked = ReturnType<typeof checkRegistration>;

function columnsOf(input: RegisterCompanyInput, checked: Checked) {
  const address = textOf(input.address);
  const registeredOn = input.registeredOn ?? null;
  const { warnings: _, ...identity } = checked;
  return {
    ...identity,
    form: textOf(input.form),
    registeredOn,
    capitalAmount: input.registeredCapital?.amount ?? null,
    capitalCurrency: input.registeredCapital?.currency ?? null,
    scope: textOf(input.scope),
    address,
    ...placeOf({ address, usci: checked.usci, registeredOn }),
    industryCode: input.industryCode == null ? null : industryCodeOf(input.industryCode),
  };
}

async function insertCompany(tx: Tx, id: string, made: ReturnType<typeof columnsOf>): Promise<boolean> {
  const rows = await tx.sql(
    `insert into company (id, name, normalised_name, source, usci, usci_verdict, listing_code, foreign_number, form, registered_on,
       capital_amount, capital_currency, scope, address, industry_code, zone_code, division_code, division_source,
       is_demo, version, created_at, updated_at)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, d.code, case when d.code is null then null else $18 end,
       false, 1, $19, $19
     from (select 1) one left join division d on d.code = $17
     on conflict do nothing returning id`,
    [
      id,
      made.name,
      normaliseName(made.name),
      made.source,
      made.usci,
      made.usciVerdict,
      made.listingCode,
      made.foreignNumber,
      made.form,
      made.registeredOn,
      made.capitalAmount,
      made.capitalCurrency,
      made.scope,
      made.address,
      made.industryCode,
      made.zoneCode,
      made.divisionCode,
      made.divisionSource,
      tx.now,
    ],
  );
  return rows.length > 0;
}

async function refuseTaken(tx: Tx, { usci, listingCode, foreignNumber }: Checked): Promise<never> {
  const [taken] = await tx.sql<{ name: string; usci: string | null; listing: string | null }>(
    `select c.name, m.usci, m.listing_code as listing from ${ANSWERING}
     where m.usci = $1 or m.listing_code = $2 or m.foreign_number = $3 limit 1`,
    [usci, listingCode, foreignNumber],
  );
  const [field, label] =
    taken?.usci != null && taken.usci === usci
      ? ['usci', '统一社会信用代码']
      : taken?.listing != null && taken.listing === listingCode
        ? ['listingCode', '证券代码']
        : ['foreignNumber', '境外注册号'];
  throw refuse('CONFLICT', `该${label}已属于企业「${taken?.name ?? '另一企业'}」，请直接使用该企业`, 'input', field);
}

type Match = Pick<FoundMatch, 'companyId' | 'level' | 'reasons'>;

const warningOf = ({ level, name }: FoundMatch): Warning => ({
  code: `MATCH_${level}`,
  path: ['input', 'name'],
  message:
    level === MatchLevel.SIMILAR
      ? `名称与已有企业「${name}」相似，请核对是否同一企业或同一集团`
      : `${level === MatchLevel.EXACT ? '已有同名企业' : '很可能就是已有企业'}「${name}」，请核对；确为同一企业的，请使用该企业或申请合并`,
});

/** Adds a company by hand. The same code twice is one company: the second call is told its name; whom else it may be it is warned of. */
export async function registerCompany(
  ctx: Ctx,
  input: RegisterCompanyInput,
): Promise<{ companyId: string; warnings: Warning[]; matches?: Match[] }> {
  authorizeCompanies(ctx);
  const checked = checkRegistration(input);
  return ctx.act('registerCompany', input, async (tx) => {
    const companyId = randomUUID();
    const foreignName = textOf(input.foreignName);
    const foreignNames = foreignName === null ? [] : [foreignName];
    const found = await findMatches(tx.sql, { ...checked, foreignNames }, { limit: MOST_MATCHES });
    if (!(await insertCompany(tx, companyId, columnsOf(input, checked)))) await refuseTaken(tx, checked);
    await saveName(tx, companyId, 'NAME', checked.name);
    for (const name of foreignNames) await saveName(tx, companyId, 'FOREIGN', name);
    tx.record({
      kind: 'COMPANY_REGISTERED',
      subject: { type: 'Company', id: companyId, version: 1 },
      payload: { companyId, source: checked.source },
    });
    const matches = found.map(({ companyId: id, level, reasons }) => ({ companyId: id, level, reasons }));
    return { companyId, warnings: [...checked.warnings, ...found.map(warningOf)], matches };
  });
}
