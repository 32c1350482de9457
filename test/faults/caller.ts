import type { FaultyNode } from './faulty-node.ts';
import type { Random } from './random.ts';

/** Done, refused for good, or nobody knows: then the same is asked again under the same key. */
export type Answer =
  | { kind: 'done'; payload: Record<string, unknown> }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown'; reason: string; retryAfterMs: number };

type Reachable = Pick<FaultyNode, 'url'>;

export interface CallerOptions {
  nodes: readonly Reachable[];
  random: Random;
  login: string;
  password: string;
}
interface Reply {
  data?: Record<string, ({ userErrors?: { code: string }[] } & Record<string, unknown>) | null> | null;
  errors?: { message: string; extensions?: { code?: string; retryAfter?: number } }[];
}

const PATIENCE_MS = 8_000;
/** The node says that the request itself is wrong; asking again would not help. */
const FINAL = new Set(['BAD_USER_INPUT', 'BAD_REQUEST', 'FORBIDDEN', 'TOO_COMPLEX']);
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { token userErrors { code } } }';

function answerOf({ data, errors }: Reply): Answer {
  if (errors) return afterError(errors[0]!);
  const payload = data?.done;
  if (!payload) return { kind: 'unknown', reason: 'no payload', retryAfterMs: 0 };
  const refusal = payload.userErrors?.[0]?.code;
  return refusal ? { kind: 'refused', code: refusal } : { kind: 'done', payload };
}

function afterError({ message, extensions: { code, retryAfter = 0 } = {} }: NonNullable<Reply['errors']>[number]): Answer {
  if (code && FINAL.has(code)) return { kind: 'refused', code };
  return { kind: 'unknown', reason: code ?? message, retryAfterMs: retryAfter * 1_000 };
}

/** One person over HTTP. Goes to another node when one fails; signs in anew at each, as their clocks may differ. */
export function createCaller({ nodes, random, login, password }: CallerOptions) {
  const tokens = new Map<Reachable, string>();
  let node = random.pick(nodes);
  const post = async (query: string, variables: object, token?: string): Promise<Reply> => {
    const response = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return (await response.json()) as Reply;
  };
  const token = async (): Promise<string> => {
    const known = tokens.get(node);
    if (known) return known;
    const { data, errors } = await post(SIGN_IN, { input: { login, password } });
    const fresh = data?.signIn?.token as string | null | undefined;
    if (!fresh) throw new Error(`sign-in: ${JSON.stringify(errors ?? data)}`);
    tokens.set(node, fresh);
    return fresh;
  };
  const moveOn = (): void => {
    node = random.pick(nodes);
  };
  const refusedBy = (code: string | undefined): void => {
    if (code === 'UNAUTHENTICATED') tokens.delete(node);
    else if (code !== 'RATE_LIMITED') moveOn();
  };

  return {
    moveOn,
    /** A fresh token, from whichever node gives one first. */
    async signIn(): Promise<string> {
      moveOn();
      tokens.delete(node);
      return token();
    },
    async ask(mutation: string, input: object, selection: string): Promise<Answer> {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const document = `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { ${selection} userErrors { code } } }`;
      try {
        const reply = await post(document, { input }, await token());
        if (reply.errors) refusedBy(reply.errors[0]!.extensions?.code);
        return answerOf(reply);
      } catch (error) {
        moveOn();
        const { message, cause } = error as Error & { cause?: { code?: string } };
        return { kind: 'unknown', reason: cause?.code ?? message, retryAfterMs: 0 };
      }
    },
    /** `asOf` of a list: a cursor that any stream takes. */
    async asOf(): Promise<string> {
      const { data } = await post('{ leads(first: 1) { asOf } }', {}, await token());
      return (data as unknown as { leads: { asOf: string } }).leads.asOf;
    },
  };
}
export type Caller = ReturnType<typeof createCaller>;
