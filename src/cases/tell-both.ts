import type { NewEvent, Tx } from '../kernel/context.ts';

/** One event per side, each guarded by its own lead: nobody hears of the other side's lead by it. */
export function tellBoth(
  tx: Pick<Tx, 'record'>,
  kind: string,
  contestId: string,
  leadIds: readonly [string, string],
  { payload = {}, lost = [] }: { payload?: NewEvent['payload']; lost?: readonly string[][] },
): void {
  leadIds.forEach((leadId, at) =>
    tx.record({
      kind,
      subject: { type: 'Lead', id: leadId },
      guard: { kind: 'LEAD', id: leadId },
      minimum: 'FOLLOW',
      revokedTeams: lost[at] ?? [],
      payload: { ...payload, contestId },
    }),
  );
}
