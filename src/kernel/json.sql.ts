/** A global id as `globalId` makes it: base64url of ASCII text without `>`, `?` or `~` has no character of its own, only the padding goes. */
export const idSql = (type: string, column: string): string =>
  `rtrim(encode(convert_to('${type}:' || ${column}, 'UTF8'), 'base64'), '=')`;

/** An instant as the wire wants it; sessions are in UTC. */
export const instantSql = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** One row of a sub-select as a JSON object; null when there is none. */
export const objectSql = (select: string): string => `(select row_to_json(o) from (${select}) o)`;

/** All rows of a sub-select as a JSON list. */
export const listSql = (select: string): string => `(select coalesce(json_agg(row_to_json(o)), '[]') from (${select}) o)`;
