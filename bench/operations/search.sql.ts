/** Q4, by hand: 20 companies by a word in any of their names; first those that begin with it. Pairs of characters come from the client. */
export const searchSql = `
select json_build_object('companies', json_build_object('nodes', (select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name, 'usci', o.usci, 'listingCode', o.listing_code, 'registeredOn', o.registered_on, 'division', (select row_to_json(v) from (select d.code, d.name from division d where d.code = o.division_code) v)) order by f.at), '[]') from (
  select company_id, row_number() over (order by pinyin collate "C", id) as at from company_name
  where bigrams @> $2::int[] and normalised like $1 order by pinyin collate "C", id limit 20) f
  join company o on o.id = f.company_id)))::text as json`;
/** What a registry without the index would do. */
export const likeScanSql = `select id from company_name where normalised || '' like $1 order by pinyin collate "C", id limit 20`;
