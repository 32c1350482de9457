import { randomUUID } from 'node:crypto';
import { accessFacts, unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import { AccessGround, type TeamFacts } from '../access/level.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { Scope, TeamKind } from '../kernel/viewer.ts';
import { checkText } from '../leads/deal-facts.ts';
import { directs } from './case.policy.ts';
import { changeCase, directsCase, type LockedCase } from './change-case.ts';
import type { AgreeCreditSharesInput } from './credit.inputs.ts';
import type { CreditRuleItem } from './credit-rule.ts';
import { termsUnder } from './credit-rule-terms.ts';
import { CreditSource } from './credit-terms.ts';
import { checkShares, writeCreditShares, type NewShares } from './write-credit-shares.ts';

/**
 * Records what the teams of a case agreed about its figures. The first time by the lead team or a supervisor of it, who
 * give away what was theirs; from then on by a team that supervises every party, so that nobody writes itself a better ratio.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT | REQUIRED | INVALID (all at once)
 */
export function agreeCreditShares(ctx: Ctx, input: AgreeCreditSharesInput): Promise<{ caseId: string; sharesIds: string[] }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('agreeCreditShares', input, async (tx) => {
    const target = { id: input.caseId, expectedVersion: input.expectedVersion };
    const locked = await lockForWrite<LockedCase>(tx, 'Case', target, Level.FOLLOW, 'caseId');
    authorize(await directsCase(tx, locked), '分计约定由主办团队或其上级登记，请联系主办团队', 'input', 'caseId');
    const parties = input.parties.map((party) => ({ ...party, teamId: uuidOf('Team', party.teamId) ?? randomUUID() }));
    await authorizeChange(
      tx,
      locked.id,
      input.figures,
      parties.map(({ teamId }) => teamId),
    );
    const refusals = new Refusals();
    const shares = await sharesOf(tx, locked.id, input, parties, refusals);
    refusals.throwIfAny();
    const sharesIds: string[] = [];
    for (const each of shares) sharesIds.push(...(await writeCreditShares(tx, each)));
    const payload = { figures: shares.flatMap(({ figures }) => figures), source: CreditSource.AGREED, sharesIds };
    await unguarded(tx, () => changeCase(tx, locked, {}, { kind: 'CREDIT_SHARES_AGREED', minimum: 'FOLLOW', payload }));
    return { caseId: locked.id, sharesIds };
  });
}

type Party = AgreeCreditSharesInput['parties'][number];

/** One record per figure, each under its own item of the rule. */
async function sharesOf(tx: Tx, caseId: string, input: AgreeCreditSharesInput, parties: Party[], refusals: Refusals) {
  const rule = await ruleNamed(tx, input.ruleId ?? null, refusals);
  const basis = checkText(refusals, 'basis', input.basis, 500, '依据文件');
  await checkTakePart(tx, caseId, parties, refusals);
  const outlay = input.outlay && {
    teamId: uuidOf('Team', input.outlay.teamId) ?? randomUUID(),
    amountYuan: input.outlay.amountYuan,
  };
  const { effectiveFrom, startedOn = null } = input;
  const common = { caseId, basis, outlay, effectiveFrom, startedOn, source: CreditSource.AGREED, ruleId: rule?.id ?? null };
  const made: NewShares[] = [];
  for (const figure of new Set(input.figures)) {
    const { percents, ...terms } = termsUnder(rule, figure, input, refusals);
    if (!percents) continue;
    const shared = parties.map(({ teamId, part }, i) => ({ teamId, part, percent: percents[i]! }));
    const each = { ...common, ...terms, figures: [figure], parties: shared };
    await checkShares(tx, each, refusals, 'input');
    made.push(each);
  }
  if (input.figures.length === 0) refusals.add('REQUIRED', '请至少选择一项指标', 'input', 'figures');
  return made;
}

export async function ruleNamed(tx: Tx, id: string | null, refusals: Refusals) {
  if (id === null) return null;
  const uuid = uuidOf('CreditRule', id);
  const [rule] = uuid
    ? await tx.sql<{ id: string; name: string; items: CreditRuleItem[] }>(
        'select id, name, items from credit_rule where id = $1',
        [uuid],
      )
    : [];
  if (!rule) refusals.add('NOT_FOUND', '分计规则不存在，请核对编号', 'input', 'ruleId');
  return rule ?? null;
}

/** Takes part: has a share now, led the case once, is a party already, or is offered the case and may want to know for what. */
const TAKES_PART = `select team_id as id from case_share where case_id = $1 and until is null
  union select team_id from case_lead where case_id = $1
  union select team_id from credit_party where case_id = $1
  union select to_team_id from transfer where subject_id = $1 and state = 'OFFERED'`;

async function checkTakePart(tx: Tx, caseId: string, parties: readonly Party[], refusals: Refusals): Promise<void> {
  const known = new Set((await tx.sql<{ id: string }>(TAKES_PART, [caseId])).map(({ id }) => id));
  const teams = await tx.sql<{ id: string }>('select id from team where id = any($1::uuid[])', [
    parties.map(({ teamId }) => teamId),
  ]);
  const exists = new Set(teams.map(({ id }) => id));
  parties.forEach(({ teamId }, i) => {
    if (exists.has(teamId) && !known.has(teamId))
      refusals.add('INVALID', '该团队未参与专案，请先用 shareCase 邀请', 'input', 'parties', String(i), 'teamId');
  });
}

/** Parties of the shares that stand. */
const STANDING = `select distinct p.team_id as id from credit_party p join (
    select distinct on (figure) id from credit_shares where case_id = $1 and figure = any($2::text[])
    order by figure, recorded_at desc) s on s.id = p.shares_id`;

export const standingParties = async (tx: Tx, caseId: string, figures: readonly string[]): Promise<string[]> =>
  (await tx.sql<{ id: string }>(STANDING, [caseId, figures])).map(({ id }) => id);

async function authorizeChange(tx: Tx, caseId: string, figures: readonly string[], next: readonly string[]): Promise<void> {
  const standing = await standingParties(tx, caseId, figures);
  if (standing.length === 0 || tx.viewer.teamKind === TeamKind.CITY) return;
  const all = [...new Set([...standing, ...next])];
  const stakes = all.map((teamId) => ({ teamId, ground: AccessGround.SHARE, level: Level.WORK }) as const);
  const { teams }: { teams: ReadonlyMap<string, TeamFacts> } = await accessFacts(tx.sql, tx.now, stakes);
  const allowed = all.every((teamId) => teamId !== tx.viewer.teamId && directs(tx.viewer.teamId, teamId, teams));
  authorize(allowed, '已有分计约定，变更须由各分计方共同的上级（或市级团队）登记', 'input', 'figures');
}
