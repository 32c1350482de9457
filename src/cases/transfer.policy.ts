import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, type Refusals } from '../kernel/refusal.ts';
import { Scope, TeamKind, type Viewer } from '../kernel/viewer.ts';
import { refuseFrozen } from '../leads/frozen.ts';
import { LeadStage } from '../leads/lead.ts';
import { isOpen, STAGE_NAMES } from './case-moves.ts';
import type { CaseStage } from './case.ts';
import { TransferKind, TransferState } from './transfer.ts';

/** A case takes its lead along, so whoever passes records on must be allowed to write both kinds. */
export function authorizeTransfers(viewer: Viewer): void {
  authorizeWrite(viewer, Scope.WRITE_LEADS);
  authorizeWrite(viewer, Scope.WRITE_CASES);
}

export type Staged = { kind: TransferKind.LEAD; stage: LeadStage } | { kind: TransferKind.CASE; stage: CaseStage };

const ENDED_LEAD: Partial<Record<LeadStage, string>> = {
  ACCEPTED: '线索已立案，请流转由它形成的专案',
  DECLINED: '线索不予受理，不能流转；请先重新研判',
  LAPSED: '线索已失效，不能流转；请先重新研判',
};

/** Everything that keeps a record where it is; it is asked when it is offered, taken over and directed. */
export function checkMovable(record: Staged & { row: { frozen_by_id: string | null } }, field: string): void {
  refuseFrozen(record.row, 'input', field);
  const ended =
    record.kind === TransferKind.LEAD
      ? ENDED_LEAD[record.stage]
      : isOpen(record.stage)
        ? undefined
        : `专案处于“${STAGE_NAMES[record.stage]}”，不能流转`;
  if (ended) throw refuse('ILLEGAL_MOVE', ended, 'input', field);
}

/** Who may be given a record: a public team other than the one that has it. */
export function checkReceiver(team: { id: string; kind: TeamKind } | null, ownerTeamId: string, refusals: Refusals): void {
  if (team?.kind === TeamKind.PARTNER)
    refusals.add('INVALID', '承接团队不能是合作伙伴，请选择政府团队；合作伙伴可作为推荐方', 'input', 'toTeamId');
  if (team?.id === ownerTeamId) refusals.add('INVALID', '该团队已是承接或主办团队，请选择其他团队', 'input', 'toTeamId');
}

const STATE_NAMES: Record<TransferState, string> = {
  OFFERED: '待接收',
  ACCEPTED: '已接收',
  DECLINED: '已婉拒',
  WITHDRAWN: '已撤回',
  EXPIRED: '已失效',
  DIRECTED: '由市级指定',
};

/** An offer is answered once. */
export function checkOpen(state: TransferState): void {
  if (state !== TransferState.OFFERED)
    throw refuse('CONFLICT', `该流转${STATE_NAMES[state]}，不能再办理，请刷新`, 'input', 'transferId');
}
