import { companyGiven } from '../companies/company-given.ts';
import { teamOfCompany } from '../companies/company-team.ts';
import { familyOfMember } from '../companies/merged.sql.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Role, Scope, TeamKind, type Viewer } from '../kernel/viewer.ts';
import { liveTeam } from '../leads/parties.ts';
import type { LinkCompanyTeamInput, UnlinkCompanyTeamInput } from './referral.inputs.ts';
import { settleReferrals } from './settle-referrals.ts';

// Here and not in companies/, since the link shows leads and cases to the team it names: of whatever district, so the city alone
// sets it.

function authorizeLinks(viewer: Viewer): void {
  authorizeWrite(viewer, Scope.WRITE_LEADS);
  const allowed = viewer.role === Role.CHIEF && viewer.teamKind === TeamKind.CITY;
  authorize(allowed, '企业代表团队由市级团队负责人设定，请联系市投促局', 'input');
}

/** One at a time, so that two links of one company or one team end in one of them. */
const LOCK = `select pg_advisory_xact_lock(hashtext('zhaoshang.company-team'))`;

async function lockCompany(tx: Tx, id: string): Promise<string> {
  await tx.sql(LOCK);
  const uuid = uuidOf('Company', id);
  const companyId = uuid && (await companyGiven(tx, uuid));
  if (!companyId) throw refuse('NOT_FOUND', '企业不存在，请核对编号', 'input', 'companyId');
  return companyId;
}

/**
 * Says which partner team speaks for a company: it sees the progress of what the company brought, past and to come, at
 * SUMMARY. The first leads are settled with the act, the rest by housekeeping.
 * @throws Refusal FORBIDDEN | NOT_FOUND | INVALID | CONFLICT (either is taken)
 */
export function linkCompanyTeam(ctx: Ctx, input: LinkCompanyTeamInput): Promise<{ companyId: string }> {
  authorizeLinks(ctx.viewer);
  return ctx.act('linkCompanyTeam', input, async (tx) => {
    const companyId = await lockCompany(tx, input.companyId);
    const refusals = new Refusals();
    const team = await liveTeam(tx, input.teamId, refusals, 'teamId');
    if (team && team.kind !== TeamKind.PARTNER)
      refusals.add('INVALID', '企业代表团队须为合作伙伴团队，请先设立', 'input', 'teamId');
    const [known] = await tx.sql<{ team: string | null }>(`select ${teamOfCompany('$1::uuid')} as team`, [companyId]);
    if (team && known!.team === team.id) return { companyId };
    if (known!.team) refusals.add('CONFLICT', '该企业已有代表团队，请先用 unlinkCompanyTeam 解除', 'input', 'companyId');
    const other = team && (await tx.sql('select 1 from company_team where team_id = $1', [team.id]));
    if (other && other.length > 0) refusals.add('CONFLICT', '该团队已代表另一家企业，请先解除', 'input', 'teamId');
    refusals.throwIfAny();
    const sql = `insert into company_team (company_id, team_id, since) values ($1, $2, $3)`;
    await tx.sql(sql, [companyId, team!.id, tx.now]);
    record(tx, 'COMPANY_TEAM_LINKED', companyId, team!.id);
    await settleReferrals(tx, companyId);
    return { companyId };
  });
}

/**
 * Ends what a partner team is to a company; what it saw as such it sees no longer.
 * @throws Refusal FORBIDDEN | NOT_FOUND (no such company, or none speaks for it)
 */
export function unlinkCompanyTeam(ctx: Ctx, input: UnlinkCompanyTeamInput): Promise<{ companyId: string }> {
  authorizeLinks(ctx.viewer);
  return ctx.act('unlinkCompanyTeam', input, async (tx) => {
    const companyId = await lockCompany(tx, input.companyId);
    const sql = `delete from company_team where company_id = any(${familyOfMember('$1', '$1')}) returning team_id as id`;
    const gone = await tx.sql<{ id: string }>(sql, [companyId]);
    if (gone.length === 0) throw refuse('NOT_FOUND', '该企业没有代表团队', 'input', 'companyId');
    for (const { id } of gone) record(tx, 'COMPANY_TEAM_UNLINKED', companyId, id);
    await settleReferrals(tx, companyId);
    return { companyId };
  });
}

const record = (tx: Tx, kind: string, companyId: string, teamId: string): void =>
  tx.record({ kind, subject: { type: 'Company', id: companyId }, payload: { companyId, teamId } });
