import { createClient, type Listener } from '@zhaoshang/client';

/** A signed-in user of the public API: queries and mutations over HTTP, streams over WebSocket. */
export interface User {
  name: string;
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Asks for one mutation and fails the story on any of its `userErrors`. */
  does<T>(mutation: string, input: Record<string, unknown>, selection: string): Promise<T>;
  /** Asks for one mutation that the rules refuse; its refusals as `CODE field: message`, and what the payload tells beside them. */
  isRefused<T>(mutation: string, input: Record<string, unknown>, selection?: string): Promise<{ refusals: string[]; told: T }>;
  /** Opens a stream behind a cursor; resolves when it has begun. Returns what ends it. */
  listens<E extends { id: string }>(
    subscription: string,
    after: string | null,
    heard: Listener<E>['message'],
  ): Promise<() => Promise<void>>;
}

export async function signIn(url: string, name: string, login: string, password: string): Promise<User> {
  const client = createClient({ url });
  await client.signIn({ login, password });
  return {
    name,
    ask: client.request,
    async does<T>(mutation: string, input: Record<string, unknown>, selection: string): Promise<T> {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { ${selection} userErrors { code path message } } }`;
      const { done } = await client.request<{ done: { userErrors: Array<{ code: string; message: string }> } & T }>(query, {
        input,
      });
      if (done.userErrors.length > 0)
        throw new Error(done.userErrors.map(({ code, message }) => `${code} ${message}`).join('；'));
      return done;
    },
    async isRefused<T>(mutation: string, input: Record<string, unknown>, selection = '__typename') {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { ${selection} userErrors { code path message } } }`;
      const { done } = await client.request<{ done: { userErrors: { code: string; path: string[]; message: string }[] } & T }>(
        query,
        {
          input,
        },
      );
      if (done.userErrors.length === 0) throw new Error(`${mutation} 应被拒绝`);
      const refusals = done.userErrors.map(({ code, path, message }) => `${[code, ...path.slice(1)].join(' ')}：${message}`);
      return { refusals, told: done };
    },
    async listens(subscription, after, message) {
      const error = (failure: unknown) => console.error(`${name}：订阅出错`, failure);
      const { ready } = client.listen(subscription, {}, { message, error }, { after });
      await ready;
      return client.close;
    },
  };
}
