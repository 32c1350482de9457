import { RequestFailed, Unreachable, type AnswerError } from './failures.ts';
import type { Nodes } from './nodes.ts';

export type Fetch = typeof globalThis.fetch;
export type Variables = Record<string, unknown>;

/** One operation over HTTP, with the token if there is one. */
export type Post = <T>(document: string, variables?: Variables, token?: string) => Promise<T>;

/** What is not answered within `withinMs` counts as unreachable: a node that is silent must not hold up a renewal for ever. */
export function createPost(nodes: Nodes, fetch: Fetch, withinMs: number): Post {
  return async <T>(query: string, variables: Variables = {}, token?: string): Promise<T> => {
    const url = await nodes.current();
    const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(withinMs);
      response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal });
      text = await response.text();
    } catch (error) {
      nodes.failed(url);
      throw new Unreachable(url, error);
    }
    const answer = parsed(text);
    if (answer.errors || answer.data == null) throw new RequestFailed(response.status, answer.errors ?? []);
    return answer.data as T;
  };
}

/** What is no JSON came from something between us and the server. */
function parsed(text: string): { data?: unknown; errors?: AnswerError[] } {
  try {
    return JSON.parse(text) as ReturnType<typeof parsed>;
  } catch {
    return {};
  }
}
