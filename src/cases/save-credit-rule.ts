import { randomUUID } from 'node:crypto';
import type { Ctx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Role, Scope, TeamKind } from '../kernel/viewer.ts';
import { checkText } from '../leads/deal-facts.ts';
import type { CreditRuleItemInput, SaveCreditRuleInput } from './credit.inputs.ts';
import { WHOLE } from './credit-ledger.ts';
import { CreditRule, type CreditRuleItem } from './credit-rule.ts';
import { CreditFigureKind, CreditMode, CreditYearsFrom } from './credit-terms.ts';
import { hundredthsOf, MOST_YEARS } from './write-credit-shares.ts';

const CODE = /^[A-Z0-9][A-Z0-9-]{1,39}$/;
const MOST_EXCLUDES = 20;

/** Rules are few and saved seldom: one lock is enough for those who save at once. */
const LOCK = `select pg_advisory_xact_lock(hashtext('zhaoshang.credit-rules'))`;

/**
 * Saves a new version of a rule; shares that follow an older one keep it.
 * @throws Refusal FORBIDDEN | CONFLICT | INVALID | REQUIRED (all at once)
 */
export function saveCreditRule(ctx: Ctx, input: SaveCreditRuleInput): Promise<{ ruleId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  const isChief = ctx.viewer.teamKind === TeamKind.CITY && ctx.viewer.role === Role.CHIEF;
  authorize(isChief, '分计规则由市级团队负责人保存，请联系市投促局', 'input');
  return ctx.act('saveCreditRule', input, async (tx) => {
    const refusals = new Refusals();
    const code = input.code.trim().toUpperCase();
    if (!CODE.test(code)) refusals.add('INVALID', '规则代码须为 2 至 40 位大写字母、数字或连字符，如 NINGDE', 'input', 'code');
    const name = checkText(refusals, 'name', input.name, 100, '规则名称');
    const source = checkText(refusals, 'source', input.source, 2_000, '来源');
    const items = input.items.map((item, i) => checkItem(item, refusals, 'input', 'items', String(i)));
    if (items.length === 0) refusals.add('REQUIRED', '请至少写明一项指标如何分计', 'input', 'items');
    if (new Set(items.map(({ figure }) => figure)).size < items.length)
      refusals.add('INVALID', '每项指标只能有一个条目，请合并', 'input', 'items');
    refusals.throwIfAny();
    await tx.sql(LOCK);
    const [newest] = await tx.sql<{ version: number }>(
      `select coalesce(max(version), 0)::int as version from credit_rule where code = $1`,
      [code],
    );
    if (newest!.version !== input.expectedVersion)
      throw refuse('CONFLICT', `该规则当前版本为 ${newest!.version}，请刷新后再提交`, 'input', 'expectedVersion');
    const id = randomUUID();
    const version = newest!.version + 1;
    const savedByTeamId = tx.viewer.teamId;
    await tx.em.insert(CreditRule, { id, code, version, name, source, items, savedByTeamId, createdAt: tx.now });
    tx.record({ kind: 'CREDIT_RULE_SAVED', subject: { type: 'CreditRule', id, version }, payload: { ruleId: id, code } });
    return { ruleId: id };
  });
}

/** What an item leaves out, filled in. */
const filledIn = ({ parts, excludes, ...item }: CreditRuleItemInput): CreditRuleItem => ({
  figure: item.figure,
  mode: item.mode,
  parts: parts.map(({ part, percent = null, defaultPercent = null }) => ({ part, percent, defaultPercent })),
  startEvent: item.startEvent,
  years: item.years ?? null,
  yearsFrom: item.yearsFrom ?? CreditYearsFrom.START,
  recoverOutlayFirst: item.recoverOutlayFirst ?? false,
  afterIncentives: item.afterIncentives ?? false,
  excludes: (excludes ?? []).map((each) => each.trim()),
});

function checkItem(input: CreditRuleItemInput, refusals: Refusals, ...at: string[]): CreditRuleItem {
  const item = filledIn(input);
  const bad = (message: string, ...path: string[]) => refusals.add('INVALID', message, ...at, ...path);
  const { years, excludes } = item;
  if (years !== null && (years < 1 || years > MOST_YEARS)) bad(`分计年限须为 1 至 ${MOST_YEARS} 年；不限年限请留空`, 'years');
  if (excludes.length > MOST_EXCLUDES || excludes.some((each) => each === '' || each.length > 100))
    bad(`除外情形最多 ${MOST_EXCLUDES} 条，每条 1 至 100 个字`, 'excludes');
  checkRecovery(item, bad);
  checkParts(item, bad);
  return item;
}

type Bad = (message: string, ...path: string[]) => void;

function checkRecovery({ recoverOutlayFirst, mode, figure, yearsFrom }: CreditRuleItem, bad: Bad): void {
  if (recoverOutlayFirst && (mode === CreditMode.DOUBLE_COUNT || figure === CreditFigureKind.SCORE))
    bad('全额双核算与考核分不能先收回投入', 'recoverOutlayFirst');
  if (yearsFrom === CreditYearsFrom.RECOVERY && !recoverOutlayFirst) bad('年限自收回投入起算时，须先收回投入', 'yearsFrom');
}

/** Percentages that are given for all sides must sum to 100; where some are left to the parties, to less. */
function checkParts({ mode, parts }: CreditRuleItem, bad: Bad): void {
  if (parts.length === 0 || new Set(parts.map(({ part }) => part)).size < parts.length)
    return bad('请列出分计各方，每方只列一次', 'parts');
  parts.forEach(({ percent, defaultPercent }, i) => {
    for (const [field, value] of Object.entries({ percent, defaultPercent }))
      if (value !== null && hundredthsOf(value) === null)
        bad('比例须大于 0、不超过 100，最多两位小数', 'parts', String(i), field);
    if (percent !== null && defaultPercent !== null)
      bad('比例已定时不再填写未约定时的比例', 'parts', String(i), 'defaultPercent');
  });
  const whole = parts.map(({ percent, defaultPercent }) => percent ?? defaultPercent);
  const given = whole.map((each) => (each === null ? null : hundredthsOf(each)));
  if (mode === CreditMode.DOUBLE_COUNT) {
    if (given.some((each) => each !== null && each !== WHOLE)) bad('全额双核算时各方比例均为 100', 'parts');
    return;
  }
  const sum = given.reduce<number>((total, each) => total + (each ?? 0), 0);
  if (given.includes(null) ? sum >= WHOLE : sum !== WHOLE) bad(`各方比例之和须为 100%，现为 ${(sum / 100).toFixed(2)}%`, 'parts');
}
