import { randomUUID } from 'node:crypto';
import { lockForWrite } from '../access/lock-for-write.ts';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { Refusals } from '../kernel/refusal.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { Scope } from '../kernel/viewer.ts';
import { checkText } from '../leads/deal-facts.ts';
import { Activity, ActivityContact } from './activity.ts';
import type { AddActivityInput } from './case.inputs.ts';
import { changeCase, type LockedCase } from './change-case.ts';

const MOST_CONTACTS = 20;

/**
 * Records what was done on a case. A private note stays with the author's team: its event too, and the case does not
 * move in other teams' lists.
 * @throws Refusal NOT_FOUND | FORBIDDEN | REQUIRED | INVALID (all at once)
 */
export function addActivity(ctx: Ctx, input: AddActivityInput): Promise<{ caseId: string; activityId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_CASES);
  return ctx.act('addActivity', input, async (tx) => {
    const locked = await lockForWrite<LockedCase>(tx, 'Case', { id: input.caseId }, Level.WORK, 'caseId');
    const refusals = new Refusals();
    const text = checkText(refusals, 'text', input.text, 4_000, '跟进内容');
    if (input.happenedOn > shanghaiDay(tx.now)) refusals.add('INVALID', '跟进日期不能晚于今天', 'input', 'happenedOn');
    const contacts = await contactsOf(tx, locked.id, input.contactIds ?? [], refusals);
    refusals.throwIfAny();
    const isPrivate = input.isPrivate ?? false;
    const activityId = randomUUID();
    const { teamId, personId } = tx.viewer;
    const activity = { id: activityId, caseId: locked.id, teamId, authorId: personId, kind: input.kind, text, isPrivate };
    await tx.em.insert(Activity, { ...activity, happenedOn: input.happenedOn, createdAt: tx.now });
    for (const contactId of contacts) await tx.em.insert(ActivityContact, { activityId, contactId });
    const payload = { activityId, activityKind: input.kind, happenedOn: input.happenedOn, isPrivate };
    await changeCase(
      tx,
      locked,
      {},
      { kind: 'ACTIVITY_ADDED', minimum: 'FOLLOW', payload, ...(isPrivate ? { onlyTeams: [teamId] } : {}) },
    );
    return { caseId: locked.id, activityId };
  });
}

/** Only people of this very case may be named. */
async function contactsOf(tx: Tx, caseId: string, ids: readonly string[], refusals: Refusals): Promise<string[]> {
  if (ids.length > MOST_CONTACTS) refusals.add('INVALID', `一次最多关联 ${MOST_CONTACTS} 位联系人`, 'input', 'contactIds');
  const uuids = [...new Set(ids.slice(0, MOST_CONTACTS).map((id) => uuidOf('Contact', id) ?? ''))];
  const known = uuids.filter(Boolean);
  const found = await tx.sql<{ id: string }>('select id from contact where guard_id = $1 and id = any($2::uuid[])', [
    caseId,
    known,
  ]);
  if (found.length < uuids.length) refusals.add('NOT_FOUND', '有联系人不属于该专案，请先为专案添加联系人', 'input', 'contactIds');
  return found.map((row) => row.id);
}
