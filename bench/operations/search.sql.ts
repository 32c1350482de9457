/**
 * A company found under several names stands at its best one; names that begin with the word come before the others.
 * The second phase looks only for what the first left missing: a limit the planner does not know beforehand makes it use
 * the pairs instead of walking all names in order, which halves the cost (measured), so everybody is given it.
 */
const phase = (n: number, matches: (alias: string) => string, key: string, not: string, limit: string): string => `
  phase${n} as materialized (select f.company_id, ${n} as phase, f.key, f.id from (
     select n.id, n.company_id, n.${key} as key from company_name n where ${matches('n')} order by n.${key} using ~<~, n.id) f
   where ${not} f.id = (select o.id from company_name o where o.company_id = f.company_id and ${matches('o')} order by o.${key} using ~<~, o.id limit 1) limit ${limit})`;
const starts = (n: string): string => `${n}.normalised like $3`;
const within = (n: string): string => `${n}.bigrams @> $2::int[] and ${n}.normalised like $1`;

/** Companies in order: pattern $1, pairs of characters $2 (made by the client), pattern of the beginning $3. */
export const foundSql = `with ${phase(0, starts, 'normalised', '', '20')},
  ${phase(1, within, 'pinyin', `not exists (select 1 from company_name o where o.company_id = f.company_id and ${starts('o')} offset 0) and`, '20 - (select count(*) from phase0)')}
  select company_id, row_number() over (order by phase, key using ~<~, id) as at from (select * from phase0 union all select * from phase1) x
  order by phase, key using ~<~, id limit 20`;

/** Q4, by hand. */
export const searchSql = `
select json_build_object('companies', json_build_object('nodes', (select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name, 'usci', o.usci,
    'listingCode', o.listing_code, 'registeredOn', o.registered_on,
    'division', (select row_to_json(v) from (select d.code, d.name from division d where d.code = o.division_code) v)) order by f.at), '[]')
  from (${foundSql}) f join company o on o.id = f.company_id)))::text as json`;

/** What a registry without the index would do. */
export const likeScanSql = `select id from company_name where normalised || '' like $1 order by pinyin using ~<~, id limit 20`;
