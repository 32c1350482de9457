-- The bench world (design/quality.md): 90 teams in a tree, :companies companies with ten names each, :cases cases shared
-- by 2-5 teams, a contact and five activities for each of the :active cases changed last, 500 chain nodes. Deterministic: the same numbers give the same rows.
create schema bench;
create function bench.id(kind text, n bigint) returns uuid language sql immutable as $$ select md5(kind || ':' || n)::uuid $$;
-- A spread number below `most`, the same for the same salt.
create function bench.pick(salt text, n bigint, most int) returns int language sql immutable as
  $$ select (('x' || substr(md5(salt || n), 1, 7))::bit(28)::int % most) $$;

insert into division (code, name, parent_code) values ('510100', '成都市', null) on conflict do nothing;
insert into division (code, name, parent_code)
select (510100 + n)::text, '第' || n || '区', '510100' from generate_series(1, 23) n on conflict do nothing;

insert into team (id, code, name, kind, parent_id, is_demo, version, created_at)
select bench.id('team', 1), 'B-CITY', '某市投促局', 'CITY', null::uuid, false, 1, timestamptz '2026-01-01'
union all
select bench.id('team', 1 + n), 'B-D' || n, '第' || n || '区投促局', 'DISTRICT', bench.id('team', 1), false, 1, timestamptz '2026-01-01' from generate_series(1, 23) n
union all
select bench.id('team', 24 + n), 'B-P' || n, '第' || n || '园区', 'PARK', bench.id('team', 2 + n % 23), false, 1, timestamptz '2026-01-01' from generate_series(1, 66) n;
insert into team_division (team_id, division_code)
select bench.id('team', 1), '510100' union all
select bench.id('team', 1 + n), (510100 + n)::text from generate_series(1, 23) n union all
select bench.id('team', 24 + n), (510100 + 1 + n % 23)::text from generate_series(1, 66) n;

-- One API client a team, with a bucket that never empties: the bench measures the server, not its limiter (decision 22).
insert into api_client (id, client_id, name, team_id, secret_hash, scopes, bucket_capacity, bucket_per_second, created_at)
select bench.id('client', n), 'bench-' || n, 'bench ' || n, bench.id('team', n), encode(sha256(convert_to('bench-secret-' || n, 'UTF8')), 'hex'),
  array['READ', 'WRITE_LEADS', 'WRITE_CASES'], 2000000000, 2000000000, timestamptz '2026-01-01'
from generate_series(1, 90) n;

-- Names of two city characters, two to three rare ones and a trade, as a registry has them.
create function bench.name(salt text, n bigint) returns text language sql immutable as $$
  select (array['成都', '四川', '成都', '天府', '蜀州'])[1 + bench.pick(salt || 'c', n, 5)]
    || substr(h, 1 + bench.pick(salt || '1', n, 120), 1) || substr(h, 1 + bench.pick(salt || '2', n, 120), 1)
    || case when n % 2 = 0 then substr(h, 1 + bench.pick(salt || '3', n, 120), 1) else '' end
    || (array['科技', '电子', '生物医药', '新能源', '精密机械', '建设工程', '商贸', '软件', '材料', '航空设备', '食品', '物流'])[1 + bench.pick(salt || 't', n, 12)]
  from (select '锦华瑞恒通达明辉盛世金龙腾飞宏远鑫源泰和兴隆康乐安顺福禄寿喜祥云海川江河湖泊山岳峰岭松柏梅兰竹菊春夏秋冬东西南北中正大光荣耀星辰日月天地玄黄宇宙洪荒晨曦暮雪风雨雷电霜露冰火土木石玉珠宝翡翠琥珀珊瑚水晶银铜铁钢' as h) x $$;
create function bench.bigrams(t text) returns int[] language sql immutable as $$
  select array_agg(distinct ((ascii(substr(t, i, 1)) << 11) # ascii(substr(t, i + 1, 1)))) from generate_series(1, length(t) - 1) i $$;

-- Indexes are made once the rows are there, an hour sooner; see the end.
update pg_index set indisready = false
where indrelid in ('company'::regclass, 'company_name'::regclass, 'cases'::regclass, 'case_share'::regclass, 'access'::regclass, 'contact'::regclass, 'activity'::regclass);

insert into company (id, name, normalised_name, usci, listing_code, division_code, division_source, industry_code, source, is_demo, version, created_at, updated_at)
select bench.id('company', n), bench.name('a', n) || '有限公司', bench.name('a', n), null, 'B' || n, (510100 + 1 + n % 23)::text, 'ADDRESS', 'C39', 'bench', false, 1,
  timestamptz '2026-01-01', timestamptz '2026-01-01'
from generate_series(1, :companies) n;
insert into company_name (id, company_id, kind, name, normalised, pinyin, initials, bigrams)
select bench.id('name', n * 10 + k), bench.id('company', n), case k when 0 then 'NAME' else 'FORMER' end, t || '有限公司' || case k when 0 then '' else k::text end, t,
  encode(convert_to(t, 'UTF8'), 'hex'), '', bench.bigrams(t || '有限公司')
from generate_series(1, :companies) n, generate_series(0, 9) k, lateral (select case k when 0 then bench.name('a', n) else bench.name('f' || k, n) end as t) x;

insert into chain (id, code, name, edition, source, is_demo, version, created_at, updated_at)
values (bench.id('chain', 1), 'BENCH', '某产业链', '2026', 'bench', false, 1, timestamptz '2026-01-01', timestamptz '2026-01-01');
insert into chain_node (id, chain_id, parent_id, code, name, position, ordinal, depth, is_leaf)
select bench.id('node', n), bench.id('chain', 1), case when n > 20 then bench.id('node', 1 + n % 20) end, n::text, '环节' || n,
  (array['UPSTREAM', 'MIDSTREAM', 'DOWNSTREAM'])[1 + n % 3], n, case when n > 20 then 2 else 1 end, n > 20
from generate_series(1, 500) n;
insert into chain_link (id, supplier_id, customer_id, source)
select bench.id('link', n), bench.id('node', n), bench.id('node', n + 1), 'bench' from generate_series(21, 499) n;
insert into placement (id, node_id, company_id, status, source, created_at)
select bench.id('placement', n), bench.id('node', 21 + (n * 31) % 400), bench.id('company', n), 'CONFIRMED', 'bench', timestamptz '2026-01-01'
from generate_series(1, least(5000, :companies)) n;
select recount_coverage(array[bench.id('chain', 1)]); -- triggers sleep while the world is made

insert into cases (id, code, title, stage, stage_since, lead_team_id, company_id, company_description, intent, industry_code, amount_yuan, size_band, chain_node_id, is_demo, version, created_at, updated_at)
select bench.id('case', n), 'ZA2026-' || lpad(n::text, 7, '0'), bench.name('a', 1 + n % :companies) || '项目' || n,
  (array['NEGOTIATING', 'NEGOTIATING', 'NEGOTIATING', 'ADMISSION', 'ADMISSION', 'SIGNED', 'SIGNED', 'REGISTERED', 'LANDED', 'STARTED', 'PRODUCING', 'LOST'])[1 + bench.pick('stage', n, 12)],
  at - interval '10 days', bench.id('team', 2 + (bench.pick('team', n, 89)) % 89), bench.id('company', 1 + n % :companies), null, '拟建设生产基地与研发中心', 'C39',
  (1 + bench.pick('amount', n, 900)) * 1000000, case when bench.pick('amount', n, 900) < 99 then 'UNDER_100M' else 'FROM_100M' end,
  bench.id('node', 21 + n % 480), false, 1, at - interval '90 days', at
from (select n, timestamptz '2026-11-01' - ((n * 7919::bigint) % :cases) * interval '5 minutes' as at from generate_series(1, :cases) n) x;

-- Two to five different teams a case, none of them the city; 89 is prime, so the steps never meet.
insert into case_share (id, case_id, team_id, role, level, granted_by_team_id, since)
select bench.id('share', n * 10 + j), bench.id('case', n), bench.id('team', 2 + (bench.pick('team', n, 89) + j * (1 + bench.pick('step', n, 17))) % 89),
  (array['LEAD', 'PARTNER', 'SUPPORT', 'REFERRER', 'SUPPORT'])[1 + j],
  case when j = 0 then 'WORK' else (array['WORK', 'FOLLOW', 'SUMMARY'])[1 + bench.pick('level' || j, n, 3)] end,
  bench.id('team', 2 + bench.pick('team', n, 89)), timestamptz '2026-01-01'
from generate_series(1, :cases) n, generate_series(0, 4) j where j < 2 + n % 4;
analyze cases, case_share;

-- The rule of decisions 2 to 4: one's own share, and FOLLOW for whoever supervises a sharing team.
insert into access (subject_id, team_id, kind, level, stage, updated_at)
select s.case_id, t.team_id, 'CASE', max(t.level), min(c.stage), min(c.updated_at)
from case_share s join cases c on c.id = s.case_id join team own on own.id = s.team_id left join team up on up.id = own.parent_id
cross join lateral (values (own.id, array_position(array['SUMMARY', 'FOLLOW', 'WORK'], s.level)), (up.id, 2), (up.parent_id, 2)) t (team_id, level)
where t.team_id is not null
group by s.case_id, t.team_id;

insert into contact (id, guard_kind, guard_id, name, title, phone, created_at)
select bench.id('contact', n), 'CASE', bench.id('case', n), '联系人' || n, '经理', '1380000' || lpad((n % 10000)::text, 4, '0'), timestamptz '2026-01-01' from generate_series(1, :cases) n where (n * 7919::bigint) % :cases < :active;
insert into activity (id, case_id, team_id, kind, happened_on, text, is_private, created_at)
select bench.id('activity', n * 10 + k), bench.id('case', n), c.lead_team_id, (array['CALL', 'VISIT', 'MEETING', 'RECEPTION', 'NOTE'])[1 + bench.pick('kind' || k, n, 5)],
  (c.updated_at - (k * 9 + bench.pick('day' || k, n, 8)) * interval '1 day')::date, '第' || k || '次沟通：对方关注用地、用电与人才配套，约定下次到园区实地考察后再议。', bench.pick('private' || k, n, 20) = 0,
  c.updated_at - (k * 9) * interval '1 day'
from generate_series(1, :cases) n join cases c on c.id = bench.id('case', n), generate_series(0, 4) k where (n * 7919::bigint) % :cases < :active;

reindex table company;
reindex table company_name;
reindex table cases;
reindex table case_share;
reindex table access;
reindex table contact;
reindex table activity;
