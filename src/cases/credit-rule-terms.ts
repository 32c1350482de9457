import type { Refusals } from '../kernel/refusal.ts';
import type { CreditPartyInput } from './credit.inputs.ts';
import type { CreditRuleItem } from './credit-rule.ts';
import {
  CreditMode,
  CreditStartEvent,
  CreditYearsFrom,
  FIGURE_NAMES,
  type CreditFigureKind,
  type CreditPart,
} from './credit-terms.ts';
import { hundredthsOf } from './write-credit-shares.ts';

/** Terms of shares as an agreement gives them: what it leaves out comes from the rule. */
export interface GivenTerms {
  mode?: CreditMode | null;
  parties: ReadonlyArray<Pick<CreditPartyInput, 'part' | 'percent'>>;
  startEvent?: CreditStartEvent | null;
  years?: number | null;
  yearsFrom?: CreditYearsFrom | null;
  outlay?: unknown;
}

export interface ResolvedTerms {
  mode: CreditMode;
  /** In the order of the parties given; null where the refusal says what is missing. */
  percents: readonly string[] | null;
  startEvent: CreditStartEvent;
  years: number | null;
  yearsFrom: CreditYearsFrom;
}

/** What holds where neither agreement nor rule says anything. */
const PLAIN = { startEvent: CreditStartEvent.RECORDED, years: null, yearsFrom: CreditYearsFrom.START };

/**
 * The terms of one figure under a rule, or without one. What the rule fixes, mode and percentages, is kept; what it
 * leaves to the parties they say, or its default holds.
 */
export function termsUnder(
  rule: { name: string; items: readonly CreditRuleItem[] } | null,
  figure: CreditFigureKind,
  given: GivenTerms,
  refusals: Refusals,
): ResolvedTerms {
  const item = rule?.items.find((each) => each.figure === figure) ?? null;
  if (rule && !item)
    refusals.add('INVALID', `“${rule.name}”没有${FIGURE_NAMES[figure]}的条目，请另行约定或更换规则`, 'input', 'ruleId');
  if (item?.recoverOutlayFirst && !given.outlay)
    refusals.add('REQUIRED', `“${rule!.name}”规定先收回投入，请填写先行收回的投入`, 'input', 'outlay');
  const mode = modeUnder(item, given, refusals);
  const ruled = item ?? PLAIN;
  return {
    mode,
    percents: percentsUnder(item, mode, given, refusals),
    startEvent: given.startEvent ?? ruled.startEvent,
    years: given.years === undefined ? ruled.years : given.years,
    yearsFrom: given.yearsFrom ?? ruled.yearsFrom,
  };
}

function modeUnder(item: CreditRuleItem | null, { mode }: GivenTerms, refusals: Refusals): CreditMode {
  if (mode && item && mode !== item.mode)
    refusals.add('INVALID', '分计方式与所选规则不符；如另有约定，请不选规则', 'input', 'mode');
  const found = mode ?? item?.mode;
  if (!found) refusals.add('REQUIRED', '请选择分计方式，或选择一项分计规则', 'input', 'mode');
  return found ?? CreditMode.SPLIT;
}

/** What the rule says to a party; to several on one side it says nothing about each. */
function ruledFor(item: CreditRuleItem | null, part: CreditPart, parties: GivenTerms['parties']) {
  const alone = parties.filter((other) => other.part === part).length === 1;
  const ruled = alone ? item?.parts.find((each) => each.part === part) : undefined;
  return { fixed: ruled?.percent ?? null, byDefault: ruled?.defaultPercent ?? null };
}

/** Null where a refusal says what is missing. */
function percentsUnder(
  item: CreditRuleItem | null,
  mode: CreditMode,
  { parties }: GivenTerms,
  refusals: Refusals,
): readonly string[] | null {
  const whole = mode === CreditMode.DOUBLE_COUNT ? '100' : null;
  const percents = parties.map(({ part, percent = null }, i) => {
    const at = ['input', 'parties', String(i)] as const;
    if (item && !item.parts.some((each) => each.part === part))
      refusals.add('INVALID', '所选规则没有这一方，请核对分计方角色', ...at, 'part');
    const { fixed, byDefault } = ruledFor(item, part, parties);
    if (percent !== null && fixed !== null && hundredthsOf(percent) !== hundredthsOf(fixed))
      refusals.add('INVALID', `所选规则定为 ${fixed}%；如另有约定，请不选规则`, ...at, 'percent');
    const stands = percent ?? fixed ?? byDefault ?? whole;
    if (stands === null) refusals.add('REQUIRED', '请填写比例：规则未定，或同一方有多个团队', ...at, 'percent');
    return stands;
  });
  return percents.every((each) => each !== null) ? percents : null;
}
