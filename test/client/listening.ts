import { createClient, STREAM_FIELDS, type Client, type ClientOptions, type StreamMessage } from '@zhaoshang/client';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Moved {
  id: string;
  version: number;
}
const EVENT = `{ ${STREAM_FIELDS} event { id ... on CaseStageMoved { version } } }`;
export const FEED = `subscription ($after: String) { teamFeed(after: $after) ${EVENT} }`;
export const OF_CASE = `subscription ($caseId: ID!, $after: String) { caseEvents(caseId: $caseId, after: $after) ${EVENT} }`;

/** Waits in tests are short. */
export const QUICK = { firstMs: 20, maxMs: 100 };
export const quickClient = (options: ClientOptions): Client => createClient({ retry: QUICK, ...options });

export async function until(holds: () => boolean, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${String(holds)}`);
    await sleep(5);
  }
}

/** What a listener was told, in order. */
export function listenTo(client: Client, document = FEED, variables: Record<string, unknown> = {}, after: string | null = null) {
  const messages: Array<StreamMessage<Moved>> = [];
  const ends: unknown[] = [];
  const { ready, close } = listenWith();
  function listenWith() {
    const listener = {
      message: (each: StreamMessage<Moved>) => void messages.push(each),
      error: (error: unknown) => void ends.push(error),
      end: () => void ends.push('end'),
    };
    const opened = client.listen<Moved>(document, variables, listener, { after });
    return { ready: opened.ready, close: () => opened.close() };
  }
  return {
    messages,
    ends,
    ready,
    close,
    types: () => messages.map(({ type }) => type),
    versions: () => messages.flatMap((each) => (each.type === 'Event' ? [each.event.version] : [])),
  };
}

export const upTo = (last: number, from = 1): number[] => Array.from({ length: last - from + 1 }, (_, i) => from + i);
