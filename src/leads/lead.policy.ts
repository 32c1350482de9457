import { AccessGround, type Stake } from '../access/level.ts';
import { Level } from '../kernel/level.ts';
import { refuse } from '../kernel/refusal.ts';
import { LEAD_MOVES, type Lead, type LeadStage } from './lead.ts';

/** Partners who brought a lead: named themselves, or as the team that speaks for the company that did. */
export const referrersOf = (lead: Pick<Lead, 'referrerTeamId' | 'referrerCompanyTeamId'>): string[] => [
  ...new Set([lead.referrerTeamId, lead.referrerCompanyTeamId].filter((id) => id != null)),
];

/** Owning team WORK, referring partners SUMMARY; supervision adds the owner's ancestors (decision 5). */
export function leadStakes(lead: Pick<Lead, 'owningTeamId' | 'referrerTeamId' | 'referrerCompanyTeamId'>): Stake[] {
  const stakes: Stake[] = [{ teamId: lead.owningTeamId, ground: AccessGround.OWNER, level: Level.WORK }];
  for (const teamId of referrersOf(lead)) stakes.push({ teamId, ground: AccessGround.REFERRER, level: Level.SUMMARY });
  return stakes;
}

export const mayMoveLead = (from: LeadStage, to: LeadStage): boolean => LEAD_MOVES[from].includes(to);

const CHINESE: Record<LeadStage, string> = {
  NEW: '新登记',
  SCREENING: '研判中',
  ACCEPTED: '已立案',
  DECLINED: '不予受理',
  LAPSED: '已失效',
};

export function authorizeLeadMove(from: LeadStage, to: LeadStage): void {
  if (mayMoveLead(from, to)) return;
  const ways = LEAD_MOVES[from].map((stage) => CHINESE[stage]).join('、');
  throw refuse(
    'ILLEGAL_MOVE',
    `线索处于“${CHINESE[from]}”，不能变更为“${CHINESE[to]}”；${ways ? `可变更为：${ways}` : '该阶段不再变更'}`,
    'input',
    'id',
  );
}
