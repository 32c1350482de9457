import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { changeCase, directsCase, type LockedCase } from './change-case.ts';
import type { StartCreditInput } from './credit.inputs.ts';
import { CreditStartEvent, FIGURE_KINDS, FIGURE_NAMES, type CreditFigureKind } from './credit-terms.ts';
import { writeStart } from './write-credit-shares.ts';

interface Standing {
  id: string;
  figure: CreditFigureKind;
  startEvent: CreditStartEvent;
  started: boolean;
  isParty: boolean;
}

/** The shares recorded last of each figure, and whether they have started. */
const STANDING = `select distinct on (s.figure) s.id, s.figure, s.start_event as "startEvent",
    exists (select 1 from credit_start k where k.shares_id = s.id) as started,
    exists (select 1 from credit_party p where p.shares_id = s.id and p.team_id = $3) as "isParty"
  from credit_shares s where s.case_id = $1 and s.figure = any($2::text[]) order by s.figure, s.recorded_at desc`;

const standing = (tx: Tx, caseId: string, figures: readonly string[]) =>
  tx.sql<Standing>(STANDING, [caseId, figures, tx.viewer.teamId]);

/**
 * Says that the start event of shares has happened: by the lead team, a supervisor of it, or a party, which would
 * otherwise wait for the one that has the whole until then.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (started already) | REQUIRED | INVALID (all at once)
 */
export function startCredit(ctx: Ctx, input: StartCreditInput): Promise<{ caseId: string; sharesIds: string[] }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('startCredit', input, async (tx) => {
    const target = { id: input.caseId, expectedVersion: input.expectedVersion };
    const locked = await lockForWrite<LockedCase>(tx, 'Case', target, Level.FOLLOW, 'caseId');
    const found = await standing(tx, locked.id, input.figures);
    const allowed = (await directsCase(tx, locked)) || (found.length > 0 && found.every(({ isParty }) => isParty));
    authorize(allowed, '起算由主办团队、其上级或分计方登记', 'input', 'caseId');
    const refusals = new Refusals();
    const today = shanghaiDay(tx.now);
    if (input.startedOn > today) refusals.add('INVALID', `起算日期不能晚于今天（${today}）`, 'input', 'startedOn');
    if (input.figures.length === 0) refusals.add('REQUIRED', '请至少选择一项指标', 'input', 'figures');
    for (const figure of new Set(input.figures)) {
      const shares = found.find((each) => each.figure === figure);
      const name = FIGURE_NAMES[figure];
      if (!shares) refusals.add('NOT_FOUND', `${name}尚无分计约定，请先约定`, 'input', 'figures');
      else if (shares.started) refusals.add('CONFLICT', `${name}的分计已起算；如须更正，请重新约定`, 'input', 'figures');
    }
    refusals.throwIfAny();
    const sharesIds = found.map(({ id }) => id);
    for (const id of sharesIds) await start(tx, id, locked.id, input.startedOn);
    const payload = { figures: found.map(({ figure }) => figure), sharesIds, startedOn: input.startedOn };
    await unguarded(tx, () => changeCase(tx, locked, {}, { kind: 'CREDIT_STARTED', minimum: 'FOLLOW', payload }));
    return { caseId: locked.id, sharesIds };
  });
}

/** The records that a ruling goes on from and that still wait, back to what was agreed: they govern the days before it. */
const BEHIND = `with recursive behind as (
    select id, case_id, figure, source, recorded_at from credit_shares where id = $1
    union all
    select s.* from behind b cross join lateral (
      select id, case_id, figure, source, recorded_at from credit_shares
      where case_id = b.case_id and figure = b.figure and recorded_at < b.recorded_at order by recorded_at desc limit 1) s
    where b.source = 'ARBITRATED')
  select id from behind b where not exists (select 1 from credit_start k where k.shares_id = b.id)`;

async function start(tx: Tx, sharesId: string, caseId: string, startedOn: string): Promise<void> {
  const waiting = await tx.sql<{ id: string }>(BEHIND, [sharesId]);
  for (const { id } of waiting) await writeStart(tx, { sharesId: id, caseId, startedOn, at: tx.now });
}

/** What a first amount sets going by itself. */
const STARTS: Partial<Record<CreditFigureKind, CreditStartEvent>> = {
  PAID_IN: CreditStartEvent.PAID_IN_FIRST,
  LOCAL_TAX: CreditStartEvent.TAX_FIRST_ARISEN,
};

/** The first funds or the first tax start every standing share of the case that waited for them. */
export async function startByFigure(tx: Tx, caseId: string, figure: CreditFigureKind, happenedOn: string): Promise<string[]> {
  const event = STARTS[figure];
  return event ? startWaiting(tx, caseId, event, happenedOn) : [];
}

/** An act that is itself a start event starts every standing share of the case that waited for it. */
export async function startWaiting(tx: Tx, caseId: string, event: CreditStartEvent, startedOn: string): Promise<string[]> {
  const waiting = (await standing(tx, caseId, FIGURE_KINDS)).filter(
    ({ startEvent, started }) => startEvent === event && !started,
  );
  for (const { id } of waiting) await start(tx, id, caseId, startedOn);
  return waiting.map(({ id }) => id);
}
