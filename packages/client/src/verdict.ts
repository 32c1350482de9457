/** What to do about an end: go on with a new token, go on as before, or give up because repeating cannot help. */
export type Verdict = 'sign in' | 'again' | 'give up';

/**
 * Close codes that say this client, not the network or the server's day, is at fault. Everything else is tried again:
 * 1001, 1005, 1006 (network), 1011, 4500 (a mistake of the server), 1012 (restart), 1013 (overload, slow reader),
 * 4408 (late handshake), 4004 and 4499 (this side gave up on a connection), and codes nobody knows.
 */
const OUR_FAULT = new Set([
  1003, // text was refused
  1009, // a message was too large
  1010, // an extension is missing
  4400, // a message was not of the protocol
  4401, // subscribed before signing in
  4406, // the server does not speak graphql-transport-ws
  4409, // an id was used twice
  4429, // signed in twice
]);
const SIGN_IN_AGAIN = 4403;

export function verdictOfClose(code: number): Verdict {
  if (code === SIGN_IN_AGAIN) return 'sign in';
  return OUR_FAULT.has(code) ? 'give up' : 'again';
}

/** Codes of errors that pass by themselves (`docs/errors.md`). */
const PASSING = new Set(['RATE_LIMITED', 'OVERLOADED', 'UNAVAILABLE', 'TIMEOUT', 'INTERNAL', 'TOO_MANY_ATTEMPTS']);

export function verdictOfError(code: string | undefined): Verdict {
  if (code === 'UNAUTHENTICATED') return 'sign in';
  return code === undefined || PASSING.has(code) ? 'again' : 'give up';
}
