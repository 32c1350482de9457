import type { Ctx, Read, ReadCtx } from '../kernel/context.ts';
import type { Attempts } from './attempts.ts';
import type { Revocations } from './revocations.ts';
import type { Tokens } from './tokens.ts';

/** What sign-in needs where there is no viewer yet. One per node, but for the address. */
export interface SignInDeps {
  /** Statements as the installation itself: nobody has proven who they are. */
  readonly sql: Read;
  readonly tokens: Tokens;
  readonly attempts: Attempts;
  readonly revocations: Revocations;
  readonly now: () => Date;
  /** Address of the client; null where not known. */
  readonly address: string | null;
}

/** The context of sign-in: without a viewer it reads as a team that sees no guarded row. */
export type SignInCtx = ReadCtx & { readonly signIn: SignInDeps };

/** The context of a request that also changes sign-ins. */
export type SignedInCtx = Ctx & { readonly signIn: SignInDeps };
