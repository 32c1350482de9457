import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { foldUsci } from '../kernel/usci.ts';
import { readsCompanies } from './company-policy.ts';
import { COMPANY_COLUMNS, loadCompany, type CompanyRow } from './company-rows.ts';
import type { CompanyKey } from './company.inputs.ts';
import { ANSWERING } from './merged.sql.ts';

/** One company by exactly one of its keys; null when there is none or the team does not read companies. */
export async function findCompany(ctx: ReadCtx, by: CompanyKey): Promise<CompanyRow | null> {
  const given = [by.id, by.usci, by.listingCode].filter((key) => key != null);
  if (given.length !== 1) throw fault('BAD_USER_INPUT', '请给出 by.id、by.usci、by.listingCode 之一');
  if (!readsCompanies(ctx.viewer)) return null;
  if (by.id != null) {
    const id = uuidOf('Company', by.id);
    return id === null ? null : loadCompany(ctx, id);
  }
  const [column, code] = by.usci != null ? ['usci', foldUsci(by.usci)] : ['listing_code', by.listingCode!.trim().toUpperCase()];
  const [row] = await ctx.read<CompanyRow>(
    `select ${COMPANY_COLUMNS} from ${ANSWERING} where m.${column} = $1`,
    [code],
    `company_by_${column}`,
  );
  return row ?? null;
}
