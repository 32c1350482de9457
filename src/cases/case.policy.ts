import { AccessGround, supervisionLine, type Stake, type TeamFacts } from '../access/level.ts';
import { Level } from '../kernel/level.ts';
import { refuse, type Refusals } from '../kernel/refusal.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { movesFrom, STAGE_NAMES, type CaseMove } from './case-moves.ts';
import { ShareRole } from './case-share.ts';
import type { CaseStage } from './case.ts';

export interface LiveShare {
  teamId: string;
  role: ShareRole;
  grantedLevel: Level;
}

/** The sharing team gets its share's level; supervision adds its ancestors (decisions 2 to 4). */
export const caseStakes = (shares: readonly LiveShare[]): Stake[] =>
  shares.map(({ teamId, role, grantedLevel }) => ({ teamId, role, ground: AccessGround.SHARE, level: grantedLevel }));

/** Only the lead team or a supervisor of it raises or withdraws (decision 3). */
export const directs = (teamId: string, leadTeamId: string, teams: ReadonlyMap<string, TeamFacts>): boolean =>
  supervisionLine(leadTeamId, teams).includes(teamId);

/** Roles that may move a case at all; the table says which move is whose. */
export const movesCases = (role: ShareRole | null): boolean => role === ShareRole.LEAD || role === ShareRole.PARTNER;

interface Moving {
  stage: CaseStage;
  suspendedFrom: CaseStage | null;
}

/** The move, or the refusal that says which moves there are. */
export function authorizeMove(now: Moving, to: CaseStage, role: ShareRole | null): CaseMove {
  const ways = movesFrom(now.stage, now.suspendedFrom);
  const move = ways.find((way) => way.to === to);
  if (!move) {
    const open = ways.map((way) => STAGE_NAMES[way.to]).join('、');
    const message = `专案处于“${STAGE_NAMES[now.stage]}”，不能变更为“${STAGE_NAMES[to]}”；${open ? `可变更为：${open}` : '该阶段不再变更'}`;
    throw refuse('ILLEGAL_MOVE', message, 'input', 'stage');
  }
  if (role === null || !move.roles.includes(role)) {
    const who = move.roles.includes(ShareRole.PARTNER) ? '主办或协办团队' : '主办团队';
    throw refuse('FORBIDDEN', `变更为“${STAGE_NAMES[to]}”须由${who}办理`, 'input', 'stage');
  }
  return move;
}

interface Offer {
  kind: TeamKind;
  role: ShareRole | null | undefined;
  level: Level | null | undefined;
}

/** What a share may be: never a second lead, never nothing, for partners outside government never above SUMMARY. */
export function checkOffer({ kind, role, level }: Offer, refusals: Refusals): void {
  if (role === ShareRole.LEAD) refusals.add('INVALID', '专案只有一个主办团队，请选择协办、保障支持或推荐方', 'input', 'role');
  if (level === Level.NONE) refusals.add('INVALID', '共享级别不能为 NONE；如需收回请用 withdrawShare', 'input', 'level');
  if (kind === TeamKind.PARTNER && level != null && level !== Level.NONE && level !== Level.SUMMARY) {
    refusals.add('INVALID', '合作伙伴只能以 SUMMARY 级别参与专案', 'input', 'level');
  }
}
