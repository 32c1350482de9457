type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const GLOBAL = /^[A-Za-z]+:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const bareId = (id: string): string => GLOBAL.exec(Buffer.from(id, 'base64url').toString('utf8'))?.[1] ?? id;

/** Cursors differ from server to server by design; what is null is compared as absent, and an empty list as a hidden one. */
const DROPPED = new Set(['pageInfo', 'asOf', 'extensions']);

function normalised(value: Json, key: string): Json | undefined {
  if (value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (Array.isArray(value)) return value.map((each) => normalised(each, key) ?? null);
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([name]) => !DROPPED.has(name))
      .map(([name, each]) => [name, normalised(each, name)] as const)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries) as Json;
  }
  if (typeof value === 'string' && /(^id|Id)$/.test(key)) return bareId(value);
  if (typeof value === 'string' && key.endsWith('At')) return new Date(value).toISOString();
  return value;
}

/** The answer as every variant must give it. */
export const comparable = (answer: string, reshape: (data: never) => unknown = (data) => data): string => {
  const parsed = JSON.parse(answer) as { data: never; errors?: unknown };
  if (parsed.errors) throw new Error(`answered with errors: ${answer.slice(0, 500)}`);
  return JSON.stringify(normalised(JSON.parse(JSON.stringify(reshape(parsed.data))) as Json, ''));
};
