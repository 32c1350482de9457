import { companyGiven } from '../companies/company-given.ts';
import { teamOfCompany } from '../companies/company-team.ts';
import type { Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import type { Refusals } from '../kernel/refusal.ts';
import { TeamKind } from '../kernel/viewer.ts';

export interface Brought {
  referrerCompanyId: string | null;
  /** The partner team that speaks for it. */
  referrerCompanyTeamId: string | null;
}

/** The company that brought a lead, as an input names it (`present`: as the lead has it), and the team that speaks for it. */
export async function broughtBy(tx: Tx, id: string | null, refusals: Refusals, present: string | null = null): Promise<Brought> {
  const none = { referrerCompanyId: null, referrerCompanyTeamId: null };
  if (id === null) return none;
  const mayName = tx.viewer.teamKind !== TeamKind.PARTNER;
  const uuid = mayName ? uuidOf('Company', id) : null;
  const referrerCompanyId = uuid && (await companyGiven(tx, uuid, present));
  if (!referrerCompanyId) {
    const message = mayName ? '推荐企业不存在，请核对编号' : '合作伙伴不能引用企业库，请改填 referrer';
    refusals.add('NOT_FOUND', message, 'input', 'referrerCompanyId');
    return none;
  }
  const [row] = await tx.sql<{ team: string | null }>(`select ${teamOfCompany('$1::uuid')} as team`, [referrerCompanyId]);
  return { referrerCompanyId, referrerCompanyTeamId: row!.team };
}

/** A company that invests again has not brought somebody else: counted, it would lead every ranking. */
export function checkBroughtAnother({ referrerCompanyId }: Partial<Brought>, companyId: string | null, refusals: Refusals): void {
  if (referrerCompanyId && referrerCompanyId === companyId)
    refusals.add('INVALID', '推荐企业不能是线索企业本身；企业增资扩产请留空推荐企业', 'input', 'referrerCompanyId');
}
