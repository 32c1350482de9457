import { higher, Level, lower, RANK } from '../kernel/level.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { supervisorsOf, type TeamInTree } from '../teams/team-tree.ts';

/** Why a team sees a record. */
export enum AccessGround {
  /** It owns the lead. */
  OWNER = 'OWNER',
  /** It takes part in the case by a share. */
  SHARE = 'SHARE',
  /** It brought the lead. */
  REFERRER = 'REFERRER',
  /** It supervises a team that owns or takes part. */
  SUPERVISION = 'SUPERVISION',
  /** Both sides of a collision agreed to show each other their record. */
  DISCLOSURE = 'DISCLOSURE',
  /** It holds the claim on the lead jointly. */
  JOINT_CLAIM = 'JOINT_CLAIM',
  /** The record is offered to it and waits for its answer. */
  TRANSFER_OFFER = 'TRANSFER_OFFER',
  /** It passed the record on and keeps reading. */
  ORIGIN = 'ORIGIN',
  /** It decides a contest about the record. */
  ARBITRATION = 'ARBITRATION',
}

/** Stakes meant for one team alone: what it was shown to decide by gives its supervisors nothing. */
const FOR_ONE = new Set([AccessGround.DISCLOSURE, AccessGround.TRANSFER_OFFER, AccessGround.ARBITRATION]);

/** A team's own stake in a record: ownership, a live share, a referral, or one that an act gave. */
export interface Stake {
  readonly teamId: string;
  readonly ground: Exclude<AccessGround, AccessGround.SUPERVISION>;
  readonly level: Level;
  /** The share's role, where there is one. */
  readonly role?: string;
}

export interface TeamFacts extends TeamInTree {
  /** Outside its period: sees nothing, though what it had still lies under its supervisors. */
  readonly ended: boolean;
}

/** Who has a stake, and every team between a stake and the top of the tree. */
export interface AccessFacts {
  readonly stakes: readonly Stake[];
  readonly teams: ReadonlyMap<string, TeamFacts>;
}

export interface Reason {
  readonly ground: AccessGround;
  readonly level: Level;
  readonly role: string | null;
  /** From the team with the stake up to the team that sees; one team where it sees by its own stake. */
  readonly chain: readonly string[];
}

export interface Decided {
  readonly level: Level;
  /** Strongest first; empty when the team sees nothing. */
  readonly reasons: readonly Reason[];
}

/** A team and its supervisors, upwards; a department, task force or partner has none (decision 4). */
export const supervisionLine = (teamId: string, teams: ReadonlyMap<string, TeamFacts>): string[] => [
  teamId,
  ...supervisorsOf(teams, teamId),
];

/** The one rule of who sees what (decisions 2 to 6). Everything else stores, joins or explains its answer. */
export function levelFor(teamId: string, facts: AccessFacts): Decided {
  const team = facts.teams.get(teamId);
  if (!team || team.ended) return { level: Level.NONE, reasons: [] };
  const most = team.kind === TeamKind.PARTNER ? Level.SUMMARY : Level.WORK;
  const reasons: Reason[] = [];
  for (const stake of facts.stakes) {
    const line = supervisionLine(stake.teamId, facts.teams);
    const steps = line.indexOf(teamId);
    if (steps < 0) continue;
    const own = steps === 0;
    if (!own && FOR_ONE.has(stake.ground)) continue;
    const ground = own ? stake.ground : AccessGround.SUPERVISION;
    const level = own ? lower(stake.level, most) : Level.FOLLOW;
    if (level !== Level.NONE) reasons.push({ ground, level, role: stake.role ?? null, chain: line.slice(0, steps + 1) });
  }
  reasons.sort((a, b) => RANK[b.level] - RANK[a.level]);
  return { level: reasons.reduce<Level>((level, reason) => higher(level, reason.level), Level.NONE), reasons };
}

/** Every team that sees the record, with its level. */
export function levels(facts: AccessFacts): Map<string, Level> {
  const candidates = new Set(facts.stakes.flatMap((stake) => supervisionLine(stake.teamId, facts.teams)));
  const seen = [...candidates].map((id) => [id, levelFor(id, facts).level] as const);
  return new Map(seen.filter(([, level]) => level !== Level.NONE));
}
