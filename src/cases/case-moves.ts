import { CaseStage } from './case.ts';
import { ShareRole } from './case-share.ts';

/** One legal move of a case: which roles may make it and whether it needs a reason. Evidence rules come on top later. */
export interface CaseMove {
  readonly from: CaseStage;
  readonly to: CaseStage;
  readonly roles: readonly ShareRole[];
  readonly reasonRequired: boolean;
}

const { NEGOTIATING, ADMISSION, SIGNED, REGISTERED, LANDED, STARTED, COMPLETED, PRODUCING, FULL, LOST, SUSPENDED, TERMINATED } =
  CaseStage;

/** The spine every case climbs, step by step (domain facts §E2). */
export const SPINE = [NEGOTIATING, ADMISSION, SIGNED, REGISTERED, LANDED, STARTED, COMPLETED, PRODUCING, FULL] as const;
const BEFORE_SIGNING: readonly CaseStage[] = [NEGOTIATING, ADMISSION];
const AFTER_SIGNING: readonly CaseStage[] = [SIGNED, REGISTERED, LANDED, STARTED, COMPLETED, PRODUCING, FULL];
const SUSPENDABLE: readonly CaseStage[] = SPINE.slice(0, -1);

const JOINT = [ShareRole.LEAD, ShareRole.PARTNER] as const;
const LEAD_ONLY = [ShareRole.LEAD] as const;
const withReason = (from: CaseStage, to: CaseStage): CaseMove => ({ from, to, roles: LEAD_ONLY, reasonRequired: true });

export const CASE_MOVES: readonly CaseMove[] = [
  ...SPINE.slice(0, -1).map((from, i): CaseMove => ({ from, to: SPINE[i + 1]!, roles: JOINT, reasonRequired: false })),
  withReason(ADMISSION, NEGOTIATING),
  ...BEFORE_SIGNING.map((from) => withReason(from, LOST)),
  ...AFTER_SIGNING.map((from) => withReason(from, TERMINATED)),
  ...SUSPENDABLE.map((from) => withReason(from, SUSPENDED)),
  ...SUSPENDABLE.map((to): CaseMove => ({ from: SUSPENDED, to, roles: LEAD_ONLY, reasonRequired: false })),
  withReason(SUSPENDED, LOST),
  withReason(SUSPENDED, TERMINATED),
  withReason(LOST, NEGOTIATING),
];

/** The moves open to a case now: a suspended one goes back only to where it stood, and ends as that stage would. */
export function movesFrom(stage: CaseStage, suspendedFrom: CaseStage | null): CaseMove[] {
  const moves = CASE_MOVES.filter((move) => move.from === stage);
  if (stage !== SUSPENDED) return moves;
  const ending = suspendedFrom && BEFORE_SIGNING.includes(suspendedFrom) ? LOST : TERMINATED;
  return moves.filter(({ to }) => to === suspendedFrom || to === ending);
}

export const STAGE_NAMES: Record<CaseStage, string> = {
  NEGOTIATING: '在谈',
  ADMISSION: '准入评审',
  SIGNED: '签约',
  REGISTERED: '注册',
  LANDED: '落地',
  STARTED: '开工',
  COMPLETED: '竣工',
  PRODUCING: '投产',
  FULL: '达产',
  LOST: '流失',
  SUSPENDED: '暂缓',
  TERMINATED: '终止',
};

/** Stages in which facts of the case may still change. */
export const isOpen = (stage: CaseStage): boolean => stage !== LOST && stage !== TERMINATED;
