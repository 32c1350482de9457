/** A global id as `globalId` makes it: base64url of ASCII text without `>`, `?` or `~` has no character of its own, only the padding goes. */
export const idSql = (type: string, column: string): string =>
  `rtrim(encode(convert_to('${type}:' || ${column}, 'UTF8'), 'base64'), '=')`;

/** An instant as the wire wants it; sessions are in UTC. */
export const instantSql = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A level as the enum value, from its rank. */
export const levelSql = (rank: string): string => `(array['SUMMARY', 'FOLLOW', 'WORK'])[${rank}]`;

/** No field can be called so: `row_to_json(o)` would take a column named `o` for the row. */
const ROW = '"{}"';

/** One row of a sub-select as a JSON object; null when there is none. */
export const objectSql = (select: string): string => `(select row_to_json(${ROW}) from (${select}) ${ROW})`;

/** All rows of a sub-select as a JSON list. */
export const listSql = (select: string): string =>
  `(select coalesce(json_agg(row_to_json(${ROW})), '[]') from (${select}) ${ROW})`;
