import { MatchLevel } from '../companies/match-reason.ts';
import { ErrorCode, Refusal } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';

/** What the loser learns: whose it is, since when and until when; the lead only where the loser sees it anyway. */
export interface ClaimConflictSource {
  level: MatchLevel;
  holdingTeamId: string;
  since: Date;
  expiresAt: Date;
  leadId: string;
}

/** The investor is claimed for this kind of project. Beside the refusal it carries who holds it. */
export class ClaimTaken extends Refusal {
  readonly conflict: ClaimConflictSource;

  constructor(held: Omit<ClaimConflictSource, 'level'>, isOwn: boolean) {
    const until = shanghaiDay(held.expiresAt);
    const message = isOwn
      ? `本团队已持有该投资方同类项目的首谈，有效期至 ${until}，无需重复申报`
      : `该投资方的同类项目已由其他团队首谈，有效期至 ${until}；请与对方商议联合首谈，或待其失效后再申报`;
    super([{ code: ErrorCode.CLAIM_TAKEN, path: ['input', 'leadId'], message }]);
    this.conflict = { ...held, level: MatchLevel.EXACT };
  }
}
