import type { NewEvent, Tx } from '../kernel/context.ts';

/** What changes neither side: one event each, each guarded by its own lead: nobody hears of the other side's lead by it. */
export function tellBoth(
  tx: Pick<Tx, 'record'>,
  kind: string,
  contestId: string,
  leadIds: readonly [string, string],
  payload: NewEvent['payload'] = {},
): void {
  leadIds.forEach((leadId) =>
    tx.record({
      kind,
      subject: { type: 'Lead', id: leadId },
      guard: { kind: 'LEAD', id: leadId },
      minimum: 'FOLLOW',
      payload: { ...payload, contestId },
    }),
  );
}
