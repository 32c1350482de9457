import { visibleById, visibleByParent } from '../access/visible-to.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import type { LevelledRow } from '../kernel/levelled.ts';
import { byId } from '../kernel/loaders.ts';
import { TeamKind } from '../kernel/viewer.ts';
import type { CreditFigureRow } from './credit-figure.ts';
import type { CreditRule } from './credit-rule.ts';
import type { CreditParty, CreditSharesRow } from './credit-shares.ts';

export const CREDIT_SHARES_COLUMNS = `r.id, r.case_id as "caseId", r.figure, r.mode, r.source, r.basis, r.effective_from as "effectiveFrom",
  r.start_event as "startEvent", r.years, r.years_from as "yearsFrom", r.outlay_team_id as "outlayTeamId", r.outlay_yuan as "outlayYuan",
  r.rule_id as "ruleId", r.recorded_at as "recordedAt", r.recorded_by_team_id as "recordedByTeamId",
  (select k.started_on from credit_start k where k.shares_id = r.id) as "startedOn"`;

export const creditSharesById = visibleById<CreditSharesRow>({
  name: 'credit_shares_by_id',
  table: 'credit_shares',
  columns: CREDIT_SHARES_COLUMNS,
  minimum: Level.FOLLOW,
});
export const loadCreditShares = (ctx: ReadCtx, id: string): Promise<CreditSharesRow | null> => ctx.load(creditSharesById, id);

export type CreditPartyRow = CreditParty & LevelledRow & { parent: string };

/** The largest part first. */
export const partiesByShares = visibleByParent<CreditPartyRow>({
  name: 'credit_parties_by_shares',
  table: 'credit_party',
  columns: 'r.team_id as id, r.team_id as "teamId", r.hundredths, r.outside, r.part',
  minimum: Level.FOLLOW,
  parent: 'r.shares_id',
  order: 'r.hundredths desc, r.team_id',
});

export const CREDIT_FIGURE_COLUMNS = `r.id, r.case_id as "caseId", r.figure, r.happened_on as "happenedOn", r.amount,
  r.reverses_id as "reversesId", r.source, r.recorded_at as "recordedAt", r.recorded_by_team_id as "recordedByTeamId"`;

const FIGURE = { table: 'credit_figure', columns: CREDIT_FIGURE_COLUMNS, minimum: Level.FOLLOW } as const;

export const creditFigureById = visibleById<CreditFigureRow>({ ...FIGURE, name: 'credit_figure_by_id' });
export const loadCreditFigure = (ctx: ReadCtx, id: string): Promise<CreditFigureRow | null> => ctx.load(creditFigureById, id);

/** What took an entry back, if anything did. */
export const reversalOf = visibleById<CreditFigureRow>({
  ...FIGURE,
  name: 'credit_figure_reversal',
  key: 'reverses_id',
  keyOf: (row) => row.reversesId ?? null,
});

export const CREDIT_RULE_COLUMNS = `u.id, u.code, u.version, u.name, u.source, u.items, u.saved_by_team_id as "savedByTeamId",
  u.created_at as "createdAt"`;

const creditRuleById = byId<CreditRule>(
  `select ${CREDIT_RULE_COLUMNS} from credit_rule u where u.id = any($1)`,
  'credit_rule_by_id',
);

/** Rules are read by every team but partners, like parks. */
export const mayReadRules = (ctx: ReadCtx): boolean => ctx.viewer === null || ctx.viewer.teamKind !== TeamKind.PARTNER;

export const loadCreditRule = async (ctx: ReadCtx, id: string): Promise<CreditRule | null> =>
  mayReadRules(ctx) ? ctx.load(creditRuleById, id) : null;
