import { ErrorCode, Refusal } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';

/** What the loser learns: whose it is, since when and until when; the lead only where the loser sees it anyway. */
export interface ClaimConflictSource {
  holdingTeamId: string;
  since: Date;
  expiresAt: Date;
  leadId: string;
}

/** The investor is claimed for this kind of project. Beside the refusal it carries who holds it. */
export class ClaimTaken extends Refusal {
  constructor(
    readonly conflict: ClaimConflictSource,
    isOwn: boolean,
  ) {
    const until = shanghaiDay(conflict.expiresAt);
    const message = isOwn
      ? `本团队已持有该投资方同类项目的首谈，有效期至 ${until}，无需重复申报`
      : `该投资方的同类项目已由其他团队首谈，有效期至 ${until}；请与对方商议联合首谈，或待其失效后再申报`;
    super([{ code: ErrorCode.CLAIM_TAKEN, path: ['input', 'leadId'], message }]);
  }
}
