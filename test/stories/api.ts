import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A signed-in user of the public API: queries and mutations over HTTP, streams over WebSocket. */
export interface User {
  name: string;
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Asks for one mutation and fails the story on any of its `userErrors`. */
  does<T>(mutation: string, input: Record<string, unknown>, selection: string): Promise<T>;
  /** Opens a stream; every message goes to `heard`. Returns what ends it. */
  listens(
    subscription: string,
    variables: Record<string, unknown>,
    heard: (message: never) => void,
  ): Promise<() => Promise<void>>;
}

interface Answer<T> {
  data?: T;
  errors?: Array<{ message: string }>;
}

export async function signIn(url: string, name: string, login: string, password: string): Promise<User> {
  const post = async <T>(query: string, variables: Record<string, unknown>, token?: string): Promise<T> => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const answer = (await response.json()) as Answer<T>;
    if (answer.errors) throw new Error(answer.errors.map((error) => error.message).join('；'));
    return answer.data!;
  };
  const { signIn: signedIn } = await post<{ signIn: { token: string | null; userErrors: Array<{ message: string }> } }>(
    `mutation ($input: SignInInput!) { signIn(input: $input) { token userErrors { message } } }`,
    { input: { login, password } },
  );
  const token = signedIn.token;
  if (!token) throw new Error(`${login}：${signedIn.userErrors[0]?.message}`);

  return {
    name,
    ask: (query, variables = {}) => post(query, variables, token),
    async does<T>(mutation: string, input: Record<string, unknown>, selection: string): Promise<T> {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { ${selection} userErrors { code path message } } }`;
      const { done } = await post<{ done: { userErrors: Array<{ code: string; message: string }> } & T }>(
        query,
        { input },
        token,
      );
      if (done.userErrors.length > 0)
        throw new Error(done.userErrors.map(({ code, message }) => `${code} ${message}`).join('；'));
      return done;
    },
    async listens(subscription, variables, heard) {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}` },
        retryAttempts: 0,
        lazy: false,
      });
      await connected(client);
      const unsubscribe = client.subscribe<Record<string, unknown>>(
        { query: subscription, variables },
        {
          next: ({ data, errors }) => {
            if (errors) throw new Error(`${name}: ${errors[0]!.message}`);
            heard(Object.values(data!)[0] as never);
          },
          error: (error) => console.error(`${name}：订阅出错`, error),
          complete: () => {},
        },
      );
      return async () => {
        unsubscribe();
        await client.dispose();
      };
    },
  };
}

const connected = (client: Client): Promise<void> => new Promise((done) => void client.on('connected', () => done()));
