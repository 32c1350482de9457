import { randomUUID } from 'node:crypto';
import type { Tx } from '../kernel/context.ts';
import type { Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { WHOLE } from './credit-ledger.ts';
import {
  CreditFigureKind,
  CreditMode,
  CreditStartEvent,
  CreditYearsFrom,
  type CreditPart,
  CreditSource,
} from './credit-terms.ts';

/** Plain uuids; `percent` is text such as `60` or `33.33`, `100` for each party of a DOUBLE_COUNT. */
export interface PartyTerms {
  teamId: string;
  percent: string;
  part: CreditPart;
  /** Hundredths that it has outside the start and the years as well: in rulings. */
  outside?: number;
}

export interface ShareTerms {
  mode: CreditMode;
  parties: readonly PartyTerms[];
  startEvent: CreditStartEvent;
  /** The day it happened, if it has; with RECORDED the effective day, unless a ruling goes on from earlier. */
  startedOn?: string | null;
  /** Null without end. */
  years: number | null;
  yearsFrom?: CreditYearsFrom;
  /** What a party first recovers, of figures from the effective day on. */
  outlay?: { teamId: string; amountYuan: string } | null;
}

export interface NewShares extends ShareTerms {
  caseId: string;
  figures: readonly CreditFigureKind[];
  source: CreditSource;
  basis?: string | null;
  effectiveFrom: string;
  ruleId?: string | null;
}

const PERCENT = /^\d{1,3}(\.\d{1,2})?$/;
export const MOST_PARTIES = 10;
export const MOST_YEARS = 50;

/** Hundredths of a percent, or null for what is no percentage above 0 with at most two decimals. */
export function hundredthsOf(percent: string): number | null {
  if (!PERCENT.test(percent)) return null;
  const [units = '', decimals = ''] = percent.split('.');
  const value = Number(units) * 100 + Number(decimals.padEnd(2, '0'));
  return value > 0 && value <= WHOLE ? value : null;
}

/**
 * Everything that is wrong with shares, at once, each under the name of its input field below `at`. Reads teams only:
 * whoever calls says which teams may be named, by taking part in the case or by a ruling.
 */
export async function checkShares(
  tx: Tx,
  terms: ShareTerms & Pick<NewShares, 'figures' | 'effectiveFrom'>,
  refusals: Refusals,
  ...at: string[]
): Promise<void> {
  const today = shanghaiDay(tx.now);
  const bad = (message: string, ...path: string[]) => refusals.add('INVALID', message, ...at, ...path);
  if (terms.effectiveFrom > today) bad(`生效日期不能晚于今天（${today}）`, 'effectiveFrom');
  if (terms.startedOn != null && terms.startedOn > today) bad(`起算日期不能晚于今天（${today}）`, 'startedOn');
  if (terms.figures.length === 0) bad('请至少选择一项指标', 'figures');
  if (terms.outlay && terms.figures.includes(CreditFigureKind.SCORE)) bad('考核分没有可收回的投入，请单独约定考核分', 'figures');
  const { years } = terms;
  if (years !== null && (!Number.isInteger(years) || years < 1 || years > MOST_YEARS))
    bad(`分计年限须为 1 至 ${MOST_YEARS} 年；不限年限请留空`, 'years');
  checkParties(terms, bad);
  await checkTeams(tx, terms.parties, today, refusals, at);
  checkOutlay(terms, bad);
}

type Bad = (message: string, ...path: string[]) => void;

function checkParties({ mode, parties }: ShareTerms, bad: Bad): void {
  if (parties.length === 0) return bad('请至少列出一个分计团队', 'parties');
  if (parties.length > MOST_PARTIES) return bad(`分计团队最多 ${MOST_PARTIES} 个`, 'parties');
  const seen = new Set<string>();
  parties.forEach(({ teamId }, i) => {
    if (seen.has(teamId)) bad('同一团队只能列一次，请合并其比例', 'parties', String(i), 'teamId');
    seen.add(teamId);
  });
  const given = parties.map(({ percent }) => hundredthsOf(percent));
  given.forEach((hundredths, i) => {
    if (hundredths === null) bad('比例须大于 0、不超过 100，最多两位小数', 'parties', String(i), 'percent');
    else if (mode === CreditMode.DOUBLE_COUNT && hundredths !== WHOLE)
      bad('全额双核算时每个团队的比例均为 100', 'parties', String(i), 'percent');
  });
  if (mode !== CreditMode.SPLIT || given.includes(null)) return;
  const sum = given.reduce<number>((total, each) => total + (each ?? 0), 0);
  if (sum !== WHOLE) bad(`各团队比例之和须为 100%，现为 ${(sum / 100).toFixed(2)}%`, 'parties');
}

/** Partners outside government bring leads; figures are credited to teams of the city alone. */
async function checkTeams(tx: Tx, parties: readonly PartyTerms[], today: string, refusals: Refusals, at: readonly string[]) {
  const teams = await tx.sql<{ id: string; kind: TeamKind; live: boolean }>(
    `select id, kind, coalesce(starts_on <= $2::date, true) and coalesce(ends_on >= $2::date, true) as live
     from team where id = any($1::uuid[])`,
    [parties.slice(0, MOST_PARTIES).map(({ teamId }) => teamId), today],
  );
  const byId = new Map(teams.map((team) => [team.id, team]));
  parties.slice(0, MOST_PARTIES).forEach(({ teamId }, i) => {
    const team = byId.get(teamId);
    const path = [...at, 'parties', String(i), 'teamId'];
    if (!team?.live) refusals.add('NOT_FOUND', '团队不存在或已停用，请核对编号', ...path);
    else if (team.kind === TeamKind.PARTNER) refusals.add('INVALID', '合作伙伴不参与指标分计，请选择政府团队', ...path);
  });
}

function checkOutlay({ mode, outlay, parties, yearsFrom }: ShareTerms, bad: Bad): void {
  if (yearsFrom === CreditYearsFrom.RECOVERY && !outlay) bad('年限自收回投入起算时，须填写先行收回的投入', 'yearsFrom');
  if (!outlay) return;
  if (mode === CreditMode.DOUBLE_COUNT) bad('全额双核算不分割指标，不能先行收回投入', 'outlay');
  if (BigInt(outlay.amountYuan) <= 0n) bad('先行收回的投入须大于 0 元', 'outlay', 'amountYuan');
  if (!parties.some(({ teamId }) => teamId === outlay.teamId)) bad('先行收回投入的团队须是分计团队之一', 'outlay', 'teamId');
}

/** Always later than what the case has: a record that waited for the lock was not recorded before the one that held it. */
const LATEST = `select greatest($2::timestamptz, max(recorded_at) + interval '1 millisecond') as at from credit_shares where case_id = $1`;

/**
 * Writes shares, one record per figure, in the caller's transaction: for agreements, rulings and transfers. The caller
 * holds the case's lock, has checked them (`checkShares`) and records the event that tells of them.
 */
export async function writeCreditShares(tx: Tx, shares: NewShares): Promise<string[]> {
  const [latest] = await tx.sql<{ at: Date | null }>(LATEST, [shares.caseId, tx.now]);
  const at = latest?.at ?? tx.now;
  const { source, startEvent, effectiveFrom, startedOn: given = null } = shares;
  const asGiven = source === CreditSource.ARBITRATED ? (given ?? effectiveFrom) : effectiveFrom;
  const startedOn = startEvent === CreditStartEvent.RECORDED ? asGiven : given;
  const ids: string[] = [];
  for (const figure of new Set(shares.figures)) ids.push(await writeOne(tx, { ...shares, figure, startedOn, at }));
  return ids;
}

const INSERT = `insert into credit_shares (id, case_id, figure, mode, source, basis, effective_from, start_event, years, years_from,
    outlay_team_id, outlay_yuan, rule_id, recorded_at, recorded_by_team_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const INSERT_PARTIES = `insert into credit_party (shares_id, case_id, team_id, hundredths, part, outside)
  select $1, $2, * from unnest($3::uuid[], $4::int[], $5::text[], $6::int[])`;

async function writeOne(tx: Tx, shares: NewShares & { figure: CreditFigureKind; at: Date }): Promise<string> {
  const id = randomUUID();
  const { caseId, parties, outlay, at } = shares;
  await tx.sql(INSERT, [
    id,
    caseId,
    shares.figure,
    shares.mode,
    shares.source,
    shares.basis ?? null,
    shares.effectiveFrom,
    shares.startEvent,
    shares.years,
    shares.yearsFrom ?? CreditYearsFrom.START,
    outlay?.teamId ?? null,
    outlay?.amountYuan ?? null,
    shares.ruleId ?? null,
    at,
    tx.viewer.teamId,
  ]);
  const columns = [parties.map(({ teamId }) => teamId), parties.map(({ percent }) => hundredthsOf(percent))];
  await tx.sql(INSERT_PARTIES, [
    id,
    caseId,
    ...columns,
    parties.map(({ part }) => part),
    parties.map(({ outside = 0 }) => outside),
  ]);
  if (shares.startedOn) await writeStart(tx, { sharesId: id, caseId, startedOn: shares.startedOn, at });
  return id;
}

/** The start event of shares has happened. */
export async function writeStart(tx: Tx, start: { sharesId: string; caseId: string; startedOn: string; at: Date }) {
  await tx.sql(
    `insert into credit_start (shares_id, case_id, started_on, recorded_at, recorded_by_team_id) values ($1, $2, $3, $4, $5)`,
    [start.sharesId, start.caseId, start.startedOn, start.at, tx.viewer.teamId],
  );
}
