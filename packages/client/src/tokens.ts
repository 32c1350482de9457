import { ClientFailure, RequestFailed, SignInRefused } from './failures.ts';
import type { Post } from './requests.ts';
import { verdictOfError } from './verdict.ts';

export interface Credentials {
  login: string;
  password: string;
}
export interface TokenOptions {
  /** A token to begin with. */
  token?: string;
  /**
   * Gives a new token when there is none or the last one was refused. Throw `SignInRefused` when there will be none;
   * whatever else it throws is taken as bad luck and tried again.
   */
  authenticate?: () => string | Promise<string>;
}
interface Payload {
  token: string | null;
  refreshToken: string | null;
  userErrors: Array<{ code: string; message: string }>;
}
const FIELDS = '{ token refreshToken userErrors { code message } }';
const SIGN_IN = `mutation ($input: SignInInput!) { payload: signIn(input: $input) ${FIELDS} }`;
const REFRESH = `mutation ($input: RefreshTokenInput!) { payload: refreshToken(input: $input) ${FIELDS} }`;

/** The present token, and how the next one is come by: the refresh token first, then `authenticate`. */
export function createTokens(post: Post, { token: first, authenticate }: TokenOptions) {
  let token = first;
  let refreshToken: string | null = null;
  let isSignedIn = false;
  let renewal: Promise<string> | undefined;

  const ask = async (document: string, input: object): Promise<string> => {
    const { payload } = await post<{ payload: Payload }>(document, { input });
    const refusal = payload.userErrors[0];
    if (refusal && verdictOfError(refusal.code) === 'again') throw new ClientFailure(refusal.code, refusal.message);
    if (payload.token === null) throw new SignInRefused(refusal?.code ?? 'BAD_CREDENTIALS', refusal?.message ?? '登录被拒绝');
    refreshToken = payload.refreshToken;
    isSignedIn = true;
    return (token = payload.token);
  };
  const refreshed = async (): Promise<string | null> => {
    if (refreshToken === null) return null;
    try {
      return await ask(REFRESH, { refreshToken });
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      refreshToken = null;
      if (!authenticate) throw error;
      return null;
    }
  };
  const renew = async (): Promise<string> => {
    const next = await refreshed();
    if (next !== null) return next;
    if (!authenticate) throw new SignInRefused('UNAUTHENTICATED', '请重新登录');
    return (token = await authenticate());
  };

  return {
    signIn: ({ login, password }: Credentials): Promise<string> => ask(SIGN_IN, { login, password }),
    /** The present token; one renewal serves all who wait for it. */
    current(): Promise<string> {
      if (token !== undefined) return Promise.resolve(token);
      renewal ??= renew().finally(() => (renewal = undefined));
      return renewal;
    },
    /** False before anybody signed in: then requests go without a token. */
    known: (): boolean => isSignedIn || first !== undefined || authenticate !== undefined,
    refused(which: string): void {
      if (token === which) token = undefined;
    },
  };
}
export type Tokens = ReturnType<typeof createTokens>;

/** Asks with the token, and once more with the next one when the first is refused. */
export function createRequest(post: Post, tokens: Tokens): Post {
  return async (document, variables = {}) => {
    if (!tokens.known()) return post(document, variables);
    const token = await tokens.current();
    try {
      return await post(document, variables, token);
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.code !== 'UNAUTHENTICATED') throw error;
      tokens.refused(token);
      return post(document, variables, await tokens.current());
    }
  };
}
