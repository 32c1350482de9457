/** Opaque global ids: base64url(`Type:uuid`). A malformed or foreign id is null, never an exception. */
export const globalId = (type: string, uuid: string): string => Buffer.from(`${type}:${uuid}`).toString('base64url');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function parseGlobalId(id: string): { type: string; uuid: string } | null {
  if (id.length > 120) return null;
  const [type, uuid, ...rest] = Buffer.from(id, 'base64url').toString('utf8').split(':');
  if (!type || !uuid || rest.length > 0 || !UUID.test(uuid) || globalId(type, uuid) !== id) return null;
  return { type, uuid };
}

/** The uuid inside a global id of the expected type, or null. */
export function uuidOf(type: string, id: string): string | null {
  const parsed = parseGlobalId(id);
  return parsed?.type === type ? parsed.uuid : null;
}
