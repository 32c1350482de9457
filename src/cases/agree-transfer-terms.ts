import { unguarded } from '../access/access-facts.ts';
import type { Tx } from '../kernel/context.ts';
import { refuse, Refusal, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { ruleNamed, standingParties } from './agree-credit-shares.ts';
import { percentOf, ruledOn } from './contest-share.ts';
import { WHOLE } from './credit-ledger.ts';
import { termsUnder, type GivenTerms } from './credit-rule-terms.ts';
import { CreditFigureKind, CreditMode, CreditPart, CreditStartEvent } from './credit-terms.ts';

import type { TransferTerms, TransferTermsInput, TransferTermsItem } from './transfer-terms.ts';
import { TransferKind } from './transfer.ts';
import { checkShares, hundredthsOf } from './write-credit-shares.ts';

interface Offered {
  kind: TransferKind;
  subjectId: string;
  fromTeamId: string;
  toTeamId: string;
}

/** The terms of an offer, checked as the ledger will check them; every refusal names its field below `terms`. */
export async function agreedTerms(
  tx: Tx,
  offered: Offered,
  input: TransferTermsInput,
  refusals: Refusals,
): Promise<TransferTerms> {
  const own = new Refusals();
  const rule = await ruleNamed(tx, input.ruleId ?? null, own);
  if (input.figures.length === 0) own.add('REQUIRED', '请至少选择一项指标', 'input', 'figures');
  const items: TransferTermsItem[] = [];
  for (const figure of new Set(input.figures)) {
    const item = itemUnder(rule, figure, input, own);
    if (!item) continue;
    items.push(item);
    const shares = { ...item, figures: [figure], effectiveFrom: shanghaiDay(tx.now), ...sidesOf(item, offered) };
    await checkShares(tx, shares, own, 'input');
  }
  if (await isOthers(tx, offered, input.figures)) own.add('CONFLICT', OTHERS, 'input', 'figures');
  addBelowTerms(own, refusals);
  return { items, ruleId: rule?.id ?? null };
}

/** Who gets what: a side with nothing is no party. */
export function sidesOf(item: TransferTermsItem, { fromTeamId, toTeamId }: Pick<Offered, 'fromTeamId' | 'toTeamId'>) {
  const sides = [
    { teamId: fromTeamId, part: CreditPart.ORIGIN, percent: item.originPercent },
    { teamId: toTeamId, part: CreditPart.HOST, percent: item.receiverPercent },
  ];
  const outlay = item.recoverOutlayYuan === null ? null : { teamId: fromTeamId, amountYuan: item.recoverOutlayYuan };
  return { parties: sides.filter(({ percent }) => percent !== '0'), outlay };
}

/** What is left to the receiver of what the origin keeps; null for what is no percentage. */
function restOf(percent: string): string | null {
  if (/^0(\.0{1,2})?$/.test(percent)) return '100';
  const hundredths = hundredthsOf(percent);
  return hundredths === null ? null : percentOf(WHOLE - hundredths);
}

type Rule = Awaited<ReturnType<typeof ruleNamed>>;

function itemUnder(rule: Rule, figure: CreditFigureKind, input: TransferTermsInput, refusals: Refusals) {
  const { originPercent = null } = input;
  const rest = originPercent === null ? null : restOf(originPercent);
  if (originPercent !== null && rest === null) {
    refusals.add('INVALID', '转出方比例须为 0 至 100，最多两位小数', 'input', 'originPercent');
    return null;
  }
  const origin = rest === '100' ? '0' : originPercent;
  // A score has no outlay to be recovered.
  const recoverOutlayYuan = figure === CreditFigureKind.SCORE ? null : (input.recoverOutlayYuan ?? null);
  const given: GivenTerms = {
    ...withoutNull(input),
    mode: input.mode ?? (rule ? null : CreditMode.SPLIT),
    startEvent: rule ? null : CreditStartEvent.TRANSFER_ACCEPTED,
    outlay: recoverOutlayYuan,
    parties: [
      { part: CreditPart.ORIGIN, percent: origin },
      { part: CreditPart.HOST, percent: rest },
    ],
  };
  const { percents, ...terms } = termsUnder(rule, figure, given, refusals);
  if (!percents) return null;
  const [originShare, receiverShare] = percents;
  return { ...terms, figure, recoverOutlayYuan, originPercent: originShare!, receiverPercent: receiverShare! };
}

/** What is null was left out: of the years of a rule too. */
const withoutNull = ({ years, yearsFrom }: TransferTermsInput) => ({
  ...(years != null && { years }),
  ...(yearsFrom != null && { yearsFrom }),
});

const EARLIER = `select distinct t.id from transfer r cross join lateral (values (r.from_team_id), (r.to_team_id)) t (id)
  where r.subject_id = $1 and r.state = 'ACCEPTED' and exists (
    select 1 from jsonb_array_elements(r.terms->'items') i where i->>'figure' = any($2::text[]))`;

/** What others have by agreement or ruling, origin and receiver do not share between themselves. */
async function isOthers(tx: Tx, offered: Offered, figures: readonly CreditFigureKind[]): Promise<boolean> {
  const { kind, subjectId, fromTeamId, toTeamId } = offered;
  if (kind === TransferKind.LEAD && (await ruledOn(tx, subjectId))) return true;
  const parties =
    kind === TransferKind.CASE
      ? await standingParties(tx, subjectId, figures)
      : (await unguarded(tx, () => tx.sql<{ id: string }>(EARLIER, [subjectId, figures]))).map(({ id }) => id);
  return parties.some((id) => id !== fromTeamId && id !== toTeamId);
}

const OTHERS = '该指标已有其他团队的分计约定或裁定，流转不能改变；请不附条款，由各方共同的上级另行登记';

/** Between offer and answer somebody else may have got a part. */
export async function refuseOvertaken(tx: Tx, offer: Offered & { terms: TransferTerms | null }): Promise<void> {
  const figures = (offer.terms?.items ?? []).map(({ figure }) => figure);
  if (figures.length > 0 && (await isOthers(tx, offer, figures))) throw refuse('CONFLICT', OTHERS, 'input', 'transferId');
}

const NAMES: Record<string, string> = { parties: 'originPercent', outlay: 'recoverOutlayYuan' };

function addBelowTerms(own: Refusals, refusals: Refusals): void {
  try {
    own.throwIfAny();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const seen = new Set<string>();
    for (const { code, message, path } of error.errors) {
      const field = NAMES[path[1]!] ?? path[1]!;
      if (seen.has(`${field} ${message}`)) continue; // the same of each figure
      seen.add(`${field} ${message}`);
      refusals.add(code, message, 'input', 'terms', field);
    }
  }
}
