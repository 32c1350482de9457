import { unguarded, type Acting } from '../access/access-facts.ts';
import { takeStake } from '../access/given-stakes.ts';
import { AccessGround } from '../access/level.ts';
import type { Tx } from '../kernel/context.ts';
import { globalId, uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import { checkOpen } from './transfer.policy.ts';
import type { TransferTerms } from './transfer-terms.ts';
import { TransferKind, TransferState } from './transfer.ts';
import { lockSubject, type Subject } from './transfer-subject.ts';

/** What acts need to know of a transfer. */
export interface Offer {
  id: string;
  kind: TransferKind;
  subjectId: string;
  fromTeamId: string;
  toTeamId: string;
  reason: string;
  state: TransferState;
  terms: TransferTerms | null;
}

const OFFER = `select id, kind, subject_id as "subjectId", from_team_id as "fromTeamId", to_team_id as "toTeamId", reason, state, terms
  from transfer where`;

/** The open offer of a locked record, if there is one. */
export async function openOffer(tx: Tx, subjectId: string): Promise<Offer | null> {
  const sql = `${OFFER} subject_id = $1 and state = 'OFFERED'`;
  const [offer] = await unguarded(tx, () => tx.sql<Offer>(sql, [subjectId]));
  return offer ?? null;
}

const SIDES = {
  toTeamId: '只有承接团队可以答复流转',
  fromTeamId: '只有转出团队可以撤回流转',
} as const;

/** The open offer that an input names, with its record locked, for the team on the given side of it. */
export async function lockOffer(
  tx: Tx,
  transferId: string,
  side: keyof typeof SIDES,
): Promise<{ offer: Offer; subject: Subject }> {
  const uuid = uuidOf('Transfer', transferId);
  const read = () => tx.sql<Offer>(`${OFFER} id = $1`, [uuid]);
  const [known] = uuid ? await read() : [];
  if (!known) throw refuse('NOT_FOUND', '流转不存在，或已撤回、失效，请刷新后核对', 'input', 'transferId');
  const type = known.kind === TransferKind.LEAD ? 'Lead' : 'Case';
  const subject = await lockSubject(tx, { id: globalId(type, known.subjectId) }, Level.FOLLOW, 'transferId');
  // Whoever held the record before may have answered, so its state is read under the lock.
  const [offer] = await read();
  authorize(offer![side] === tx.viewer.teamId, SIDES[side], 'input', 'transferId');
  checkOpen(offer!.state);
  return { offer: offer!, subject };
}

/** Ends an open offer of a locked record. What it showed its receiver goes; the record's access is settled afterwards. */
export async function endOffer(
  tx: Acting & Pick<Tx, 'now'>,
  offer: Pick<Offer, 'id' | 'subjectId'>,
  state: TransferState,
  answerNote: string | null,
): Promise<void> {
  const sql = `update transfer set state = $2, answer_note = $3, answered_at = $4 where id = $1`;
  await unguarded(tx, () => tx.sql(sql, [offer.id, state, answerNote, tx.now]));
  await takeStake(tx, offer.subjectId, AccessGround.TRANSFER_OFFER);
}

/** What the events of a transfer tell. */
export const told = ({ id, fromTeamId, toTeamId, reason }: Omit<Offer, 'terms'>) => ({
  transferId: id,
  fromTeamId,
  toTeamId,
  reason,
});
