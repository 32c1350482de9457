import { MatchReason, rankOf, type MatchLevel } from '../companies/match-reason.ts';
import { Level, RANK } from '../kernel/level.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { FoundLead } from './find-collisions.ts';

/** What the asker is told of a match. Where it is blind: how sure, who holds it, since when, and nothing else. */
export interface ToldMatch {
  level: MatchLevel;
  teamId: string;
  since: string;
  /** Null where it is blind. */
  leadId: string | null;
  reasons: MatchReason[] | null;
}

const MOST = 20;

/** Facts of contacts are shown at WORK, of the company at FOLLOW: so are the reasons that rest on them (decision 7). */
const LEAST: Partial<Record<MatchReason, number>> = { SAME_PHONE: RANK.WORK, SAME_CONTACT: RANK.WORK };
export const shownReasons = (reasons: readonly MatchReason[], rank: number): MatchReason[] =>
  reasons.filter((reason) => rank >= (LEAST[reason] ?? RANK[Level.FOLLOW]));

/**
 * The answer to a check, strongest first. Blind records of one team with one level are one match, so that nobody counts
 * them, and the answer depends on nothing of them but level, team and the first day.
 */
export function toldMatches(found: readonly FoundLead[]): ToldMatch[] {
  const blind = new Map<string, ToldMatch>();
  const seen: ToldMatch[] = [];
  for (const { leadId, teamId, since, rank, level, reasons } of found) {
    const match = { level, teamId, since: shanghaiDay(since) };
    if (rank > 0) {
      seen.push({ ...match, leadId, reasons: shownReasons(reasons, rank) });
      continue;
    }
    const key = `${teamId} ${level}`;
    const known = blind.get(key);
    if (!known || match.since < known.since) blind.set(key, { ...match, leadId: null, reasons: null });
  }
  return [...seen, ...blind.values()].sort(strongestFirst).slice(0, MOST);
}

const strongestFirst = (a: ToldMatch, b: ToldMatch): number =>
  rankOf(b.level) - rankOf(a.level) ||
  Number(a.leadId === null) - Number(b.leadId === null) ||
  compare(a.since, b.since) ||
  compare(a.teamId, b.teamId) ||
  compare(a.leadId ?? '', b.leadId ?? '');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
