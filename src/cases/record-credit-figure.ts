import { randomUUID } from 'node:crypto';
import { unguarded } from '../access/access-facts.ts';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { globalId, uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorize, authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { checkText } from '../leads/deal-facts.ts';
import { changeCase, directsCase, type LockedCase } from './change-case.ts';
import type { RecordCreditFigureInput, ReverseCreditFigureInput } from './credit.inputs.ts';
import { unitsOf } from './credit-units.ts';
import { CreditFigureKind } from './credit-terms.ts';
import { startByFigure } from './start-credit.ts';

const INSERT = `insert into credit_figure (id, case_id, figure, happened_on, amount, reverses_id, source, recorded_at, recorded_by_team_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/**
 * Records a dated amount of a figure; the first funds or the first tax start the shares that waited for them.
 * @throws Refusal NOT_FOUND | FORBIDDEN | REQUIRED | INVALID (all at once)
 */
export function recordCreditFigure(ctx: Ctx, input: RecordCreditFigureInput): Promise<{ caseId: string; figureId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('recordCreditFigure', input, async (tx) => {
    const locked = await lockForWrite<LockedCase>(tx, 'Case', { id: input.caseId }, Level.WORK, 'caseId');
    const refusals = new Refusals();
    const { figure, happenedOn } = input;
    const source = checkText(refusals, 'source', input.source, 500, '数据来源');
    const today = shanghaiDay(tx.now);
    if (happenedOn > today) refusals.add('INVALID', `发生日期不能晚于今天（${today}）`, 'input', 'happenedOn');
    const amount = unitsOf(figure, input.amount);
    if (amount === null)
      refusals.add(
        'INVALID',
        figure === CreditFigureKind.SCORE ? '考核分最多两位小数' : '数额须为整数元，请按元填写，不带小数',
        'input',
        'amount',
      );
    else if (amount <= 0n) refusals.add('INVALID', '数额须大于 0；如须冲减，请用 reverseCreditFigure', 'input', 'amount');
    refusals.throwIfAny();
    const figureId = randomUUID();
    const { teamId } = tx.viewer;
    await tx.sql(INSERT, [figureId, locked.id, figure, happenedOn, String(amount), null, source, tx.now, teamId]);
    const started = await startByFigure(tx, locked.id, figure, happenedOn);
    const payload = { figureId, figure, happenedOn, started };
    await changeCase(tx, locked, {}, { kind: 'CREDIT_FIGURE_RECORDED', minimum: 'FOLLOW', payload });
    return { caseId: locked.id, figureId };
  });
}

interface Recorded {
  id: string;
  caseId: string;
  figure: CreditFigureKind;
  happenedOn: string;
  amount: string;
  reversesId: string | null;
  by: string;
  reversed: boolean;
}

const RECORDED = `select f.id, f.case_id as "caseId", f.figure, f.happened_on as "happenedOn", f.amount, f.reverses_id as "reversesId",
    f.recorded_by_team_id as by, exists (select 1 from credit_figure r where r.reverses_id = f.id) as reversed
  from credit_figure f where f.id = $1`;

const recorded = async (tx: Tx, id: string | null): Promise<Recorded> => {
  const [row] = id ? await tx.sql<Recorded>(RECORDED, [id]) : [];
  if (!row) throw refuse('NOT_FOUND', '指标发生额不存在或无权查看，请核对编号', 'input', 'figureId');
  return row;
};

/**
 * Takes an amount back, whole, by its opposite on the same day: what was known before stays known. By the team that
 * recorded it, the lead team, or a supervisor of it.
 * @throws Refusal NOT_FOUND | FORBIDDEN | CONFLICT (taken back already) | REQUIRED | INVALID
 */
export function reverseCreditFigure(ctx: Ctx, input: ReverseCreditFigureInput): Promise<{ caseId: string; figureId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('reverseCreditFigure', input, async (tx) => {
    const id = uuidOf('CreditFigure', input.figureId);
    const { caseId } = await recorded(tx, id);
    const locked = await lockForWrite<LockedCase>(tx, 'Case', { id: globalId('Case', caseId) }, Level.FOLLOW, 'figureId');
    const entry = await recorded(tx, id);
    const own = entry.by === tx.viewer.teamId && locked.level === Level.WORK;
    authorize(own || (await directsCase(tx, locked)), '只有登记团队、主办团队或其上级可以冲销', 'input', 'figureId');
    const refusals = new Refusals();
    const reason = checkText(refusals, 'reason', input.reason, 500, '冲销原因');
    if (entry.reversesId !== null) refusals.add('INVALID', '冲销记录不能再冲销；如须恢复，请重新登记', 'input', 'figureId');
    if (entry.reversed) refusals.add('CONFLICT', '该发生额已冲销', 'input', 'figureId');
    refusals.throwIfAny();
    const figureId = randomUUID();
    const { figure, happenedOn } = entry;
    const opposite = String(-BigInt(entry.amount));
    await tx.sql(INSERT, [figureId, caseId, figure, happenedOn, opposite, entry.id, reason, tx.now, tx.viewer.teamId]);
    const payload = { figureId, reversesId: entry.id, figure, happenedOn };
    await unguarded(tx, () => changeCase(tx, locked, {}, { kind: 'CREDIT_FIGURE_REVERSED', minimum: 'FOLLOW', payload }));
    return { caseId, figureId };
  });
}
