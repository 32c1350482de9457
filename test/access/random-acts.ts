import fc from 'fast-check';
import { caseActs } from './case-acts.ts';
import { leadActs } from './lead-acts.ts';
import type { ActSpec, Perform } from './life.ts';

const ACTS: Record<string, Perform> = { ...leadActs, ...caseActs };
const WEIGHTS: Record<string, number> = { share: 4, change: 3, withdraw: 3, note: 3, update: 2 };
const kinds = Object.keys(ACTS).flatMap((act) => Array.from({ length: WEIGHTS[act] ?? 1 }, () => act));
const number = fc.nat(1_000);

const actSpec: fc.Arbitrary<ActSpec> = fc.record({
  act: fc.constantFrom(...kinds),
  record: number,
  actor: number,
  team: number,
  role: fc.constantFrom('PARTNER', 'SUPPORT', 'REFERRER'),
  level: fc.constantFrom('SUMMARY', 'FOLLOW', 'WORK'),
  flag: fc.boolean(),
});

/** What happens between one delivery and the next, several times. */
export const roundsSpec = (rounds: number): fc.Arbitrary<ActSpec[][]> =>
  fc.array(fc.array(actSpec, { minLength: 1, maxLength: 4 }), { minLength: rounds, maxLength: rounds });

/** Does the act through the service, in the name of a team that may, and notes what it must tell. Where nobody may, nothing happens. */
export const perform: Perform = (world, life, spec) => ACTS[spec.act]!(world, life, spec);
