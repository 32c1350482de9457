import type { Ctx } from '../kernel/context.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Role, Scope, TeamKind } from '../kernel/viewer.ts';
import { cityRules, CityRules, type CityRulesRow } from './city-rules.ts';
import type { SetCityRulesInput } from './city-rules.inputs.ts';
import { checkText } from './deal-facts.ts';

/** Least and greatest value of each number. */
const BOUNDS = {
  respondDays: [1, 30],
  screenDays: [1, 60],
  feedbackDays: [1, 90],
  reportEveryDays: [1, 90],
  amberPercent: [10, 99],
  protectionDays: [8, 365],
  renewalDays: [1, 365],
  maxRenewals: [0, 50],
  warningDays: [1, 60],
  coolingDays: [0, 365],
  claimsPerTeam: [1, 1_000],
  probesPerHour: [1, 1_000],
  probesPerDay: [1, 10_000],
  contestDays: [1, 60],
  transferOfferDays: [1, 60],
} as const satisfies Partial<Record<keyof CityRulesRow & keyof SetCityRulesInput, readonly [number, number]>>;
const NUMBERS = Object.keys(BOUNDS) as Array<keyof typeof BOUNDS>;

/** Every city has one set of rules, so one lock is enough for those who set them at once. */
const LOCK = `select pg_advisory_xact_lock(hashtext('zhaoshang.city-rules'))`;

/**
 * Sets the city's rules: a new version, in force for what begins from now on; claims and clocks that run keep theirs.
 * @throws Refusal FORBIDDEN | CONFLICT | INVALID | REQUIRED (all at once)
 */
export function setCityRules(ctx: Ctx, input: SetCityRulesInput): Promise<{ version: number }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  authorize(
    ctx.viewer.teamKind === TeamKind.CITY && ctx.viewer.role === Role.CHIEF,
    '本市规则由市级团队负责人设定，请联系市投促局',
    'input',
  );
  return ctx.act('setCityRules', input, async (tx) => {
    await tx.sql(LOCK);
    const {
      version: _,
      basis: __,
      setAt: ___,
      setById: ____,
      ...now
    } = await cityRules(tx.sql).then((rules) => {
      if (rules.version !== input.expectedVersion)
        throw refuse('CONFLICT', `本市规则已更新到版本 ${rules.version}，请刷新后再提交`, 'input', 'expectedVersion');
      return rules;
    });
    const refusals = new Refusals();
    const basis = checkText(refusals, 'basis', input.basis, 500, '依据');
    const next = { ...now };
    for (const field of NUMBERS) {
      const value = input[field];
      if (value == null) continue;
      const [least, most] = BOUNDS[field];
      if (value < least || value > most) refusals.add('INVALID', `${field} 须在 ${least} 至 ${most} 之间`, 'input', field);
      next[field] = value;
    }
    if (input.evidenceKinds != null) {
      next.evidenceKinds = [...new Set(input.evidenceKinds)];
      if (next.evidenceKinds.length === 0) refusals.add('REQUIRED', '请至少认可一类佐证', 'input', 'evidenceKinds');
    }
    if (next.warningDays >= next.protectionDays)
      refusals.add('INVALID', `预警提前天数须少于保护期（${next.protectionDays} 日）`, 'input', 'warningDays');
    refusals.throwIfAny();
    const version = input.expectedVersion + 1;
    await tx.em.insert(CityRules, { ...next, version, basis, setById: tx.viewer.personId, setAt: tx.now });
    tx.record({ kind: 'CITY_RULES_SET', subject: { type: 'Team', id: tx.viewer.teamId }, payload: { version } });
    return { version };
  });
}
