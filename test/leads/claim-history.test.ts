import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tidy } from '../../src/app/housekeeping.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { renewClaim } from '../../src/leads/renew-claim.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, DAY_MS, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
let teams: TestTeam[];
const PROTECTION = 20;
const RENEWAL = 10;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
  teams = [at.park, at.neighbour, at.district];
  await at.setRules({ protectionDays: PROTECTION, renewalDays: RENEWAL, maxRenewals: 3, warningDays: 3, coolingDays: 5 });
});
afterAll(() => world.close());

type Step = {
  act: 'claim' | 'renew' | 'release' | 'round' | 'pass';
  team: number;
  sister: boolean;
  other: boolean;
  days: number;
};
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('claim', 'claim', 'claim', 'renew', 'renew', 'release', 'round', 'pass', 'pass'),
  team: fc.nat(2),
  sister: fc.boolean(),
  other: fc.boolean(),
  days: fc.double({ min: 0.01, max: 14, noNaN: true }),
});

interface Held {
  team_id: string;
  intent: string;
  filed_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  outcome: string | null;
  renewals: number;
}
const endOf = (claim: Held) => claim.ended_at ?? claim.expires_at;

test('whatever is filed, renewed, released and forgotten, one team at most holds an investor at any instant', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const [top, sister] = [await at.company(), await at.company()];
      await at.relate(top, 'PARENT_OF', sister);
      const acts: Record<Step['act'], (given: Step) => Promise<unknown>> = {
        pass: async ({ days }) => at.pass(days),
        round: () => tidy({ pool: world.db.system, now: at.now }, { clean: false }),
        claim: async ({ team, sister: isSister, other }) => {
          const leadId = await at.lead(teams[team]!, isSister ? sister : top);
          const intent = other ? ClaimIntent.HEADQUARTERS : ClaimIntent.NEW_PLANT;
          return claimLead(world.ctx(teams[team]!), at.filing(leadId, { intent }));
        },
        renew: async ({ team }) => {
          const id = await newestOf(team);
          if (id) await renewClaim(world.ctx(teams[team]!), { ...id, evidence: [at.evidence()] });
        },
        release: async ({ team }) => {
          const id = await newestOf(team);
          if (id) await releaseClaim(world.ctx(teams[team]!), { ...id, reason: '不再推进' });
        },
      };
      const newestOf = async (team: number) => {
        const [row] = await world.db.readSystem<{ id: string; version: number }>(
          'select id, version from claim where team_id = $1 and group_id = $2 order by filed_at desc limit 1',
          [teams[team]!.id, top],
        );
        return row && { claimId: claimGid(row.id), expectedVersion: row.version };
      };
      for (const given of steps) {
        await acts[given.act](given).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
        });
      }
      const held = await world.db.readSystem<Held>('select * from claim where group_id = $1 order by filed_at', [top]);
      for (const [i, claim] of held.entries()) {
        const days = PROTECTION + claim.renewals * RENEWAL;
        expect(claim.expires_at.getTime()).toBe(claim.filed_at.getTime() + days * DAY_MS);
        expect(claim.renewals).toBeLessThanOrEqual(3);
        if (claim.outcome === 'LAPSED') expect(claim.ended_at).toEqual(claim.expires_at);
        const next = held.slice(i + 1).find(({ intent }) => intent === claim.intent);
        if (next) expect(next.filed_at.getTime()).toBeGreaterThanOrEqual(endOf(claim).getTime());
        if (next?.team_id === claim.team_id && claim.outcome !== 'RELEASED')
          expect(next.filed_at.getTime()).toBeGreaterThanOrEqual(endOf(claim).getTime() + 5 * DAY_MS);
      }
    }),
    { numRuns: 40 },
  );
}, 300_000);
