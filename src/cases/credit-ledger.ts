import type { CreditMode, CreditYearsFrom } from './credit-terms.ts';

// Who is credited with what, as of a day: pure, in whole numbers, from a history that only grows.

/** A day is `2026-11-28`, in Asia/Shanghai; days compare as text. */
type Day = string;

/** One dated amount. `order` tells entries of one day apart by when they were recorded. */
export interface LedgerFigure {
  readonly id: string;
  readonly happenedOn: Day;
  readonly amount: bigint;
  readonly knownOn: Day;
  readonly order: string;
  readonly reversesId: string | null;
}

export interface LedgerParty {
  readonly teamId: string;
  readonly hundredths: number;
  /** What it also has before the start event and after the years, by a ruling; the rest of that is the lead team's. */
  readonly outside?: number;
}

/** Shares as recorded. Of several that are in effect on a day, the one recorded last governs it. */
export interface LedgerShares {
  readonly id: string;
  readonly mode: `${CreditMode}`;
  /** By a ruling: it changes whose part it is, and goes on from the record before it in what is recovered and since when. */
  readonly ruled: boolean;
  readonly parties: readonly LedgerParty[];
  readonly effectiveFrom: Day;
  readonly knownOn: Day;
  readonly order: string;
  /** Null until the start event has happened; known on `startKnownOn`. */
  readonly startedOn: Day | null;
  readonly startKnownOn: Day | null;
  readonly years: number | null;
  readonly yearsFrom: `${CreditYearsFrom}`;
  readonly outlay: { readonly teamId: string; readonly amount: bigint } | null;
}

export interface LedgerLead {
  readonly teamId: string;
  readonly since: Day;
  readonly order: string;
}

/** All that is known of one figure of one case. */
export interface LedgerHistory {
  readonly figures: readonly LedgerFigure[];
  readonly shares: readonly LedgerShares[];
  /** Who led the case from when on; never empty. */
  readonly leads: readonly LedgerLead[];
}

/** One dated amount with what each team gets of it. */
export interface LedgerEntry {
  readonly figure: LedgerFigure;
  /** The shares that governed it; null where the whole went to the lead team for want of any. */
  readonly sharesId: string | null;
  readonly parts: ReadonlyMap<string, bigint>;
}

/** 100 %, in hundredths of a percent. */
export const WHOLE = 10_000;

const byOrder = (a: { order: string }, b: { order: string }): number => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0);

/** The day some years later; the 29th of February is followed by the 1st of March. */
export const yearsLater = (day: Day, years: number): Day => {
  const at = new Date(`${day}T00:00:00.000Z`);
  at.setUTCFullYear(at.getUTCFullYear() + years);
  return at.toISOString().slice(0, 10);
};

/**
 * Exact parts that sum to the amount: what rounding leaves goes to the largest remainders, then by team id. `of` is what the
 * parties' hundredths sum to.
 */
export function split(amount: bigint, parties: readonly LedgerParty[], of = WHOLE): Map<string, bigint> {
  const size = amount < 0n ? -amount : amount;
  const sign = amount < 0n ? -1n : 1n;
  const whole = BigInt(of);
  const cut = parties.map(({ teamId, hundredths }) => {
    const exact = size * BigInt(hundredths);
    return { teamId, part: exact / whole, rest: exact % whole };
  });
  const left = Number(size - cut.reduce((sum, { part }) => sum + part, 0n));
  const first = cut.toSorted((a, b) => (a.rest !== b.rest ? (a.rest > b.rest ? -1 : 1) : a.teamId < b.teamId ? -1 : 1));
  for (const each of first.slice(0, left)) each.part += 1n;
  return new Map(cut.map(({ teamId, part }) => [teamId, sign * part]));
}

/** What has been counted against shares so far. */
interface Running {
  counted: bigint;
  recoveredOn: Day | null;
}

/** The shares that govern a day, as known at the end of another: of those in effect, the ones recorded last. */
export const governingOn = (shares: readonly LedgerShares[], day: Day, asOf: Day): LedgerShares | undefined =>
  shares
    .filter(({ knownOn }) => knownOn <= asOf)
    .toSorted(byOrder)
    .findLast(({ effectiveFrom }) => effectiveFrom <= day);

/** The entries of one figure of one case as they were known at the end of a day, by the day they count for. */
export function allocate({ figures, shares, leads }: LedgerHistory, asOf: Day): LedgerEntry[] {
  const records = shares.filter(({ knownOn }) => knownOn <= asOf).toSorted(byOrder);
  const led = leads.filter(({ since }) => since <= asOf).toSorted(byOrder);
  const running = runningOf(records);
  return inOrder(figures.filter(({ knownOn }) => knownOn <= asOf)).map((figure) => {
    const day = figure.happenedOn;
    const governing = records.findLast(({ effectiveFrom }) => effectiveFrom <= day);
    const lead = leadOn(day, led.length > 0 ? led : leads);
    if (!governing) return { figure, sharesId: null, parts: new Map([[lead, figure.amount]]) };
    const state = running.get(governing.id)!;
    const goes = isGoing(governing, state, day, asOf);
    const parts = goes ? partsOf(governing, state, figure) : outsideOf(governing, lead, figure.amount);
    return { figure, sharesId: governing.id, parts };
  });
}

/** What has been counted against each record, in the order of recording: a ruling counts on where the record before it is. */
function runningOf(records: readonly LedgerShares[]): Map<string, Running> {
  const running = new Map<string, Running>();
  let last: Running | null = null;
  for (const { id, ruled } of records) {
    last = ruled && last ? last : { counted: 0n, recoveredOn: null };
    running.set(id, last);
  }
  return running;
}

/** By day, then as recorded; what takes an entry back stands right behind it, so that both leave everything as it was. */
function inOrder(figures: readonly LedgerFigure[]): LedgerFigure[] {
  const byId = new Map(figures.map((figure) => [figure.id, figure]));
  const placeOf = (figure: LedgerFigure) => (figure.reversesId === null ? figure : (byId.get(figure.reversesId) ?? figure));
  return figures
    .map((figure) => ({ figure, place: placeOf(figure) }))
    .toSorted((a, b) => {
      if (a.place.happenedOn !== b.place.happenedOn) return a.place.happenedOn < b.place.happenedOn ? -1 : 1;
      return byOrder(a.place, b.place) || Number(a.figure !== a.place) - Number(b.figure !== b.place);
    })
    .map(({ figure }) => figure);
}

/** The team that led on the day, or the first that ever did: a figure may be older than its case. */
const leadOn = (day: Day, led: readonly LedgerLead[]): string =>
  (led.findLast(({ since }) => since <= day) ?? led.toSorted(byOrder)[0]!).teamId;

/** Whether shares apply on the day: their start event has happened, and their years have not run out. */
function isGoing(shares: LedgerShares, state: Running, day: Day, asOf: Day): boolean {
  const { startedOn, startKnownOn, years } = shares;
  if (startedOn === null || startKnownOn === null || startKnownOn > asOf || day < startedOn) return false;
  const from = shares.yearsFrom === 'RECOVERY' && shares.outlay !== null ? state.recoveredOn : startedOn;
  return years === null || from === null || day < yearsLater(from, years);
}

/** While shares do not apply the whole is the lead team's, but for what rulings gave to others. */
function outsideOf({ parties }: LedgerShares, lead: string, amount: bigint): Map<string, bigint> {
  const hundredths = new Map(parties.flatMap(({ teamId, outside = 0 }) => (outside > 0 ? [[teamId, outside] as const] : [])));
  const given = [...hundredths.values()].reduce((sum, each) => sum + each, 0);
  if (given < WHOLE) hundredths.set(lead, (hundredths.get(lead) ?? 0) + WHOLE - given);
  return split(
    amount,
    [...hundredths].map(([teamId, part]) => ({ teamId, hundredths: part })),
  );
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The whole for each party, or its percentage of what is left once the outlay is recovered. */
function partsOf(shares: LedgerShares, state: Running, { amount, happenedOn }: LedgerFigure): Map<string, bigint> {
  if (shares.mode === 'DOUBLE_COUNT') return new Map(shares.parties.map(({ teamId }) => [teamId, amount]));
  const { outlay } = shares;
  if (outlay === null) return split(amount, shares.parties);
  const before = state.counted;
  state.counted += amount;
  // What goes to the outlay is the growth of the recovered sum: the yuan that crosses the line are shared.
  const recovers = least(state.counted, outlay.amount) - least(before, outlay.amount);
  state.recoveredOn = state.counted < outlay.amount ? null : (state.recoveredOn ?? happenedOn);
  const parts = split(amount - recovers, shares.parties);
  if (recovers !== 0n) parts.set(outlay.teamId, (parts.get(outlay.teamId) ?? 0n) + recovers);
  return parts;
}

export interface LedgerSum {
  total: bigint;
  parts: Map<string, bigint>;
}

/** The city's figure, each amount once, and what each team has of it. */
export function sumUp(entries: Iterable<LedgerEntry>, into: LedgerSum = { total: 0n, parts: new Map() }): LedgerSum {
  for (const { figure, parts } of entries) {
    into.total += figure.amount;
    for (const [teamId, amount] of parts) into.parts.set(teamId, (into.parts.get(teamId) ?? 0n) + amount);
  }
  return into;
}
