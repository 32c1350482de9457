import { inTransaction, systemOf } from '../../src/exchange/import-ctx.ts';
import type { ClockKind } from '../../src/leads/clock-light.ts';
import { tendClocks, type Tended } from '../../src/leads/tend-clocks.ts';
import { dealWorld, teamGid } from '../cases/deal-world.ts';
import type { World } from '../world.ts';

export interface StoredClock {
  kind: ClockKind;
  state: string;
  startedAt: Date;
  dueAt: Date;
  isEstimated: boolean;
  metAt: Date | null;
  stoppedAt: Date | null;
  escalatedTo: string | null;
}

/** An instant by the clock on a wall in Shanghai, such as `2026-11-25 10:00`. */
export const wall = (text: string): Date => new Date(`${text.replace(' ', 'T')}+08:00`);

/** A city whose clock is set by hand, and words for what its clocks are and tell. */
export async function clockWorld(world: World) {
  const deal = await dealWorld(world);
  const setNow = (text: string): void => void (world.clock.now = () => wall(text));
  const ctx = { pool: world.db.system, now: () => world.clock.now() };
  return {
    ...deal,
    setNow,
    /** A lead that the partner hands to the park, which has not acted on it yet. */
    handed: (): Promise<string> => deal.lead(deal.partner, { owningTeamId: teamGid(deal.park) }),
    clocks: (leadId: string): Promise<StoredClock[]> =>
      world.db.readSystem<StoredClock>(
        `select kind, state, started_at as "startedAt", due_at as "dueAt", is_estimated as "isEstimated", met_at as "metAt",
           stopped_at as "stoppedAt", escalated_to_team_id as "escalatedTo"
         from response_clock where lead_id = $1 order by started_at, due_at, kind`,
        [leadId],
      ),
    /** One batch, as housekeeping takes it. */
    tend: (): Promise<Tended> => inTransaction(ctx, (tx) => tendClocks(systemOf(tx))),
    /** What was told of the clocks of a lead: the event, whom it is meant for and what it says. */
    told: async (leadId: string) =>
      (
        await world.db.readSystem<{ kind: string; audience: Record<string, number>; payload: Record<string, string | null> }>(
          `select kind, audience, payload from event where subject_id = $1 and kind like 'LEAD\\_CLOCK%' order by id`,
          [leadId],
        )
      ).map(({ kind, audience, payload }) => ({
        kind,
        of: payload.clockKind,
        light: payload.light,
        to: payload.escalatedToTeamId,
        heardBy: Object.keys(audience).sort(),
      })),
  };
}
export type ClockWorld = Awaited<ReturnType<typeof clockWorld>>;
