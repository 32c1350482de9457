import type { Tail } from '../events/logged-event.ts';
import { createAttempts } from '../teams/attempts.ts';
import { createRevocations, loadRevocations } from '../teams/revocations.ts';
import type { SignInDeps } from '../teams/sign-in-deps.ts';
import { createTokens } from '../teams/tokens.ts';
import type { Deps } from './context.ts';

/** A token outlives its withdrawal by its lifetime and the tolerance between clocks at most. */
const CLOCKS_MS = 120_000;

/** Tokens of this installation, and what was withdrawn: before this start from the table, from now on from the log. */
export async function openSignIn(
  { db, now }: Deps,
  key: Buffer,
  tail: Tail,
  tokenMinutes: number,
): Promise<Omit<SignInDeps, 'address'>> {
  const keepMs = tokenMinutes * 60_000 + CLOCKS_MS;
  const revocations = createRevocations(keepMs);
  tail.onBatch((events) => void revocations.apply(events));
  await loadRevocations(revocations, db.readSystem, keepMs, now());
  const tokens = createTokens(key, { minutes: tokenMinutes, now, revocations });
  return { sql: db.readSystem, tokens, attempts: createAttempts(now), revocations, now };
}
