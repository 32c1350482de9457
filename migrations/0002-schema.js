import { Migration } from '@mikro-orm/migrations';

export class Migration0002 extends Migration {

  async up() {
    this.addSql(`create table "access" ("subject_id" uuid not null, "team_id" uuid not null, "kind" text not null, "level" smallint not null, "stage" text not null, "updated_at" timestamptz(3) not null, primary key ("subject_id", "team_id"));`);
    this.addSql(`create index access_by_update on access (team_id, kind, updated_at desc, subject_id desc) include (level);`);
    this.addSql(`create index access_by_stage on access (team_id, kind, stage, updated_at desc, subject_id desc) include (level);`);

    this.addSql(`create table "chain" ("id" uuid not null, "code" text not null, "name" text not null, "edition" text not null, "source" text not null, "is_demo" boolean not null, "version" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "chain" add constraint "chain_edition" unique ("code", "edition");`);

    this.addSql(`create table "chain_node" ("id" uuid not null, "chain_id" uuid not null, "parent_id" uuid null, "code" text not null, "name" text not null, "position" text null, "ordinal" int not null, "depth" int not null, "is_leaf" boolean not null, primary key ("id"));`);
    this.addSql(`create index "chain_node_parent_id_index" on "chain_node" ("parent_id");`);
    this.addSql(`alter table "chain_node" add constraint "chain_node_code" unique ("chain_id", "code");`);

    this.addSql(`create table "chain_link" ("id" uuid not null, "supplier_id" uuid not null, "customer_id" uuid not null, "source" text not null, primary key ("id"));`);
    this.addSql(`create index "chain_link_customer_id_index" on "chain_link" ("customer_id");`);
    this.addSql(`alter table "chain_link" add constraint "chain_link_once" unique ("supplier_id", "customer_id", "source");`);

    this.addSql(`create table "contact" ("id" uuid not null, "guard_kind" text not null, "guard_id" uuid not null, "name" text not null, "title" text null, "phone" text null, "email" text null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "contact_guard" on "contact" ("guard_id");`);

    this.addSql(`create table "division" ("code" text not null, "name" text not null, "parent_code" text null, "valid_from" date null, "valid_to" date null, "successor_code" text null, primary key ("code"));`);

    this.addSql(`create table "company" ("id" uuid not null, "name" text not null, "normalised_name" text not null, "usci" text null, "usci_verdict" text null, "listing_code" text null, "foreign_number" text null, "form" text null, "registered_on" date null, "capital_amount" numeric(22,6) null, "capital_currency" text null, "scope" text null, "address" text null, "division_code" text null, "division_source" text null, "zone_code" text null, "industry_code" text null, "source" text not null, "is_demo" boolean not null, "version" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "company" add constraint "company_usci_unique" unique ("usci");`);
    this.addSql(`alter table "company" add constraint "company_listing_code_unique" unique ("listing_code");`);
    this.addSql(`alter table "company" add constraint "company_foreign_number_unique" unique ("foreign_number");`);
    this.addSql(`create index "company_normalised_name" on "company" ("normalised_name");`);
    this.addSql(`create index "company_division" on "company" ("division_code");`);
    this.addSql(`create index company_whereabouts on company (id) include (division_code, zone_code);`);

    this.addSql(`create table "designation" ("id" uuid not null, "company_id" uuid not null, "kind" text not null, "title" text not null, "awarded_on" date null, "source" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "designation_company_id_index" on "designation" ("company_id");`);
    this.addSql(`alter table "designation" add constraint "designation_once" unique ("company_id", "kind", "title");`);

    this.addSql(`create table "company_relation" ("id" uuid not null, "from_id" uuid not null, "to_id" uuid not null, "kind" text not null, "source" text not null, primary key ("id"));`);
    this.addSql(`create index "company_relation_to_id_index" on "company_relation" ("to_id");`);
    this.addSql(`alter table "company_relation" add constraint "company_relation_once" unique ("from_id", "to_id", "kind");`);

    this.addSql(`create table "company_product" ("id" uuid not null, "company_id" uuid not null, "product" text not null, "source" text not null, primary key ("id"));`);
    this.addSql(`create index "company_product_name" on "company_product" ("product");`);
    this.addSql(`alter table "company_product" add constraint "company_product_once" unique ("company_id", "product");`);

    this.addSql(`create table "company_name" ("id" uuid not null, "company_id" uuid not null, "kind" text not null, "name" text not null, "normalised" text not null, "pinyin" text not null, "initials" text not null, "bigrams" int[] not null, primary key ("id"));`);
    this.addSql(`create index company_name_pinyin on company_name (pinyin text_pattern_ops);`);
    this.addSql(`create index company_name_initials on company_name (initials text_pattern_ops);`);
    this.addSql(`create index company_name_bigrams on company_name using gin (bigrams);`);
    this.addSql(`create index company_name_normalised on company_name (normalised text_pattern_ops);`);
    this.addSql(`alter table "company_name" add constraint "company_name_once" unique ("company_id", "kind", "name");`);

    this.addSql(`create table "chain_mention" ("id" uuid not null, "node_id" uuid not null, "name" text not null, "normalised" text not null, "company_id" uuid null, "source" text not null, primary key ("id"));`);
    this.addSql(`create index "chain_mention_normalised" on "chain_mention" ("normalised");`);
    this.addSql(`alter table "chain_mention" add constraint "chain_mention_once" unique ("node_id", "name");`);

    this.addSql(`create table "event_pending" ("event_id" bigint not null, primary key ("event_id"));`);

    this.addSql(`create table "event_pos" ("pos" bigint not null, "event_id" bigint not null, "hash" bytea not null, "at" timestamptz(3) not null, primary key ("pos"));`);
    this.addSql(`alter table "event_pos" add constraint "event_pos_event_id_unique" unique ("event_id");`);

    this.addSql(`create table "event" ("id" bigserial primary key, "uuid" uuid not null, "kind" text not null, "subject_type" text not null, "subject_id" uuid not null, "version" int null, "guard_kind" text null, "guard_id" uuid null, "minimum" smallint not null, "payload" jsonb not null, "actor_person_id" uuid null, "actor_client_id" uuid null, "actor_team_id" uuid not null, "audience" jsonb null, "revoked" jsonb null, "at" timestamptz(3) not null);`);
    this.addSql(`alter table "event" add constraint "event_uuid_unique" unique ("uuid");`);
    this.addSql(`create index "event_guard" on "event" ("guard_id", "id");`);
    this.addSql(`alter table "event" add constraint "event_subject_version" unique ("subject_id", "version");`);

    this.addSql(`create table "idempotency" ("team_id" uuid not null, "actor" text not null, "key" text not null, "fingerprint" text not null, "result" jsonb null, "created_at" timestamptz(3) not null, primary key ("team_id", "actor", "key"));`);

    this.addSql(`create table "installation" ("id" int not null, "key" text not null, "is_demo" boolean not null, "created_at" timestamptz(3) not null, primary key ("id"));`);

    this.addSql(`create table "person" ("id" uuid not null, "login" text not null, "name" text not null, "password_hash" text not null, "is_demo" boolean not null, "created_at" timestamptz(3) not null, "disabled_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`alter table "person" add constraint "person_login_unique" unique ("login");`);

    this.addSql(`create table "placement" ("id" uuid not null, "node_id" uuid not null, "company_id" uuid not null, "status" text not null, "source" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "placement_company_id_index" on "placement" ("company_id");`);
    this.addSql(`alter table "placement" add constraint "placement_once" unique ("node_id", "company_id");`);

    this.addSql(`create table "team" ("id" uuid not null, "code" text not null, "name" text not null, "kind" text not null, "parent_id" uuid null, "starts_on" date null, "ends_on" date null, "is_demo" boolean not null, "version" int not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "team" add constraint "team_code_unique" unique ("code");`);
    this.addSql(`create index "team_parent_id_index" on "team" ("parent_id");`);

    this.addSql(`create table "park" ("id" uuid not null, "team_id" uuid not null, "name" text not null, "leading_industries" text[] not null, "area_m2" numeric(14,0) null, "source" text not null, primary key ("id"));`);
    this.addSql(`alter table "park" add constraint "park_team_id_unique" unique ("team_id");`);

    this.addSql(`create table "membership" ("id" uuid not null, "person_id" uuid not null, "team_id" uuid not null, "role" text not null, "starts_on" date not null, "ends_on" date null, "is_default" boolean not null, primary key ("id"));`);
    this.addSql(`create index "membership_team" on "membership" ("team_id");`);
    this.addSql(`create index "membership_person" on "membership" ("person_id");`);

    this.addSql(`create table "lead" ("id" uuid not null, "code" text not null, "title" text not null, "stage" text not null, "source" text not null, "referrer" text null, "referrer_team_id" uuid null, "owning_team_id" uuid not null, "company_id" uuid null, "company_description" text null, "intent" text not null, "industry_code" text null, "amount_yuan" numeric(18,0) null, "chain_node_id" uuid null, "closing_reason" text null, "registered_by_id" uuid null, "is_demo" boolean not null, "version" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "lead" add constraint "lead_code_unique" unique ("code");`);
    this.addSql(`create index "lead_owning_team_id_index" on "lead" ("owning_team_id");`);
    this.addSql(`create index "lead_company" on "lead" ("company_id");`);

    this.addSql(`create table "cases" ("id" uuid not null, "code" text not null, "title" text not null, "stage" text not null, "stage_since" timestamptz(3) not null, "suspended_from" text null, "lead_id" uuid null, "lead_team_id" uuid not null, "company_id" uuid null, "company_description" text null, "intent" text null, "industry_code" text null, "amount_yuan" numeric(18,0) null, "size_band" text not null, "chain_node_id" uuid null, "closing_reason" text null, "is_demo" boolean not null, "version" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "cases" add constraint "cases_code_unique" unique ("code");`);
    this.addSql(`alter table "cases" add constraint "cases_lead_id_unique" unique ("lead_id");`);
    this.addSql(`create index "cases_lead_team_id_index" on "cases" ("lead_team_id");`);
    this.addSql(`create index "cases_chain_node" on "cases" ("chain_node_id");`);
    this.addSql(`create index "cases_company" on "cases" ("company_id");`);

    this.addSql(`create table "case_share" ("id" uuid not null, "case_id" uuid not null, "team_id" uuid not null, "role" text not null, "level" text not null, "granted_by_team_id" uuid not null, "since" timestamptz(3) not null, "until" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`create index "case_share_team_id_index" on "case_share" ("team_id");`);
    this.addSql(`create index "case_share_case" on "case_share" ("case_id");`);
    this.addSql(`create unique index case_share_one_lead on case_share (case_id) where role = 'LEAD' and until is null;`);
    this.addSql(`create unique index case_share_live on case_share (case_id, team_id) where until is null;`);

    this.addSql(`create table "api_client" ("id" uuid not null, "client_id" text not null, "name" text not null, "team_id" uuid not null, "secret_hash" text not null, "scopes" text[] not null, "bucket_capacity" int not null, "bucket_per_second" int not null, "created_at" timestamptz(3) not null, "disabled_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`alter table "api_client" add constraint "api_client_client_id_unique" unique ("client_id");`);

    this.addSql(`create table "session" ("id" uuid not null, "person_id" uuid null, "client_id" uuid null, "team_id" uuid not null, "refresh_hash" text null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`create index "session_person_id_index" on "session" ("person_id");`);
    this.addSql(`alter table "session" add constraint "session_refresh_hash_unique" unique ("refresh_hash");`);

    this.addSql(`create table "activity" ("id" uuid not null, "case_id" uuid not null, "team_id" uuid not null, "author_id" uuid null, "kind" text not null, "happened_on" date not null, "text" text not null, "is_private" boolean not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index activity_newest on activity (case_id, happened_on desc, id desc);`);

    this.addSql(`create table "activity_contact" ("activity_id" uuid not null, "contact_id" uuid not null, primary key ("activity_id", "contact_id"));`);

    this.addSql(`create table "team_division" ("team_id" uuid not null, "division_code" text not null, primary key ("team_id", "division_code"));`);

    this.addSql(`alter table "chain_node" add constraint "chain_node_chain_id_foreign" foreign key ("chain_id") references "chain" ("id");`);
    this.addSql(`alter table "chain_node" add constraint "chain_node_parent_id_foreign" foreign key ("parent_id") references "chain_node" ("id") on delete set null;`);
    this.addSql(`alter table "chain_node" add constraint "chain_node_position_check" check ("position" in ('UPSTREAM', 'MIDSTREAM', 'DOWNSTREAM'));`);

    this.addSql(`alter table "chain_link" add constraint "chain_link_supplier_id_foreign" foreign key ("supplier_id") references "chain_node" ("id");`);
    this.addSql(`alter table "chain_link" add constraint "chain_link_customer_id_foreign" foreign key ("customer_id") references "chain_node" ("id");`);

    this.addSql(`alter table "contact" enable row level security;`);
    this.addSql(`alter table "contact" force row level security;`);
    this.addSql(`create policy "contact_read" on "contact" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = contact.guard_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "contact_change" on "contact" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = contact.guard_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = contact.guard_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "contact_add" on "contact" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "contact_system" on "contact" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "company" add constraint "company_division_code_foreign" foreign key ("division_code") references "division" ("code") on delete set null;`);
    this.addSql(`alter table "company" add constraint "company_usci_verdict_check" check ("usci_verdict" in ('OK', 'WARN'));`);
    this.addSql(`alter table "company" add constraint "company_division_source_check" check ("division_source" in ('ADDRESS', 'USCI'));`);

    this.addSql(`alter table "designation" add constraint "designation_company_id_foreign" foreign key ("company_id") references "company" ("id");`);
    this.addSql(`alter table "designation" add constraint "designation_kind_check" check ("kind" in ('FORTUNE_500', 'CHAIN_LEADER', 'LISTED', 'UNICORN', 'CENTRAL_SOE', 'OTHER'));`);

    this.addSql(`alter table "company_relation" add constraint "company_relation_from_id_foreign" foreign key ("from_id") references "company" ("id");`);
    this.addSql(`alter table "company_relation" add constraint "company_relation_to_id_foreign" foreign key ("to_id") references "company" ("id");`);
    this.addSql(`alter table "company_relation" add constraint "company_relation_kind_check" check ("kind" in ('PARENT_OF', 'BRANCH_OF', 'SUPPLIES', 'INVESTED_IN'));`);

    this.addSql(`alter table "company_product" add constraint "company_product_company_id_foreign" foreign key ("company_id") references "company" ("id");`);

    this.addSql(`alter table "company_name" add constraint "company_name_company_id_foreign" foreign key ("company_id") references "company" ("id") on delete cascade;`);
    this.addSql(`alter table "company_name" add constraint "company_name_kind_check" check ("kind" in ('NAME', 'FORMER', 'SHORT'));`);

    this.addSql(`alter table "chain_mention" add constraint "chain_mention_node_id_foreign" foreign key ("node_id") references "chain_node" ("id");`);
    this.addSql(`alter table "chain_mention" add constraint "chain_mention_company_id_foreign" foreign key ("company_id") references "company" ("id") on delete set null;`);

    this.addSql(`alter table "event" enable row level security;`);
    this.addSql(`alter table "event" force row level security;`);
    this.addSql(`create policy "event_read" on "event" for select to "zhaoshang_reader", "zhaoshang_writer" using (guard_id is null or (exists (select 1 from access a where a.subject_id = event.guard_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= event.minimum) and (payload->>'isPrivate' is distinct from 'true' or actor_team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif"))));`);
    this.addSql(`create policy "event_add" on "event" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "event_system" on "event" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "placement" add constraint "placement_node_id_foreign" foreign key ("node_id") references "chain_node" ("id");`);
    this.addSql(`alter table "placement" add constraint "placement_company_id_foreign" foreign key ("company_id") references "company" ("id");`);
    this.addSql(`alter table "placement" add constraint "placement_status_check" check ("status" in ('SUGGESTED', 'CONFIRMED'));`);

    this.addSql(`alter table "team" add constraint "team_parent_id_foreign" foreign key ("parent_id") references "team" ("id") on delete set null;`);
    this.addSql(`alter table "team" add constraint "team_kind_check" check ("kind" in ('CITY', 'DISTRICT', 'PARK', 'DEPARTMENT', 'TASK_FORCE', 'PARTNER'));`);

    this.addSql(`alter table "park" add constraint "park_team_id_foreign" foreign key ("team_id") references "team" ("id");`);

    this.addSql(`alter table "membership" add constraint "membership_person_id_foreign" foreign key ("person_id") references "person" ("id");`);
    this.addSql(`alter table "membership" add constraint "membership_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "membership" add constraint "membership_role_check" check ("role" in ('CHIEF', 'OFFICER', 'READER'));`);

    this.addSql(`alter table "lead" add constraint "lead_referrer_team_id_foreign" foreign key ("referrer_team_id") references "team" ("id") on delete set null;`);
    this.addSql(`alter table "lead" add constraint "lead_owning_team_id_foreign" foreign key ("owning_team_id") references "team" ("id");`);
    this.addSql(`alter table "lead" add constraint "lead_company_id_foreign" foreign key ("company_id") references "company" ("id") on delete set null;`);
    this.addSql(`alter table "lead" add constraint "lead_chain_node_id_foreign" foreign key ("chain_node_id") references "chain_node" ("id") on delete set null;`);
    this.addSql(`alter table "lead" add constraint "lead_registered_by_id_foreign" foreign key ("registered_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "lead" add constraint "lead_stage_check" check ("stage" in ('NEW', 'SCREENING', 'ACCEPTED', 'DECLINED', 'LAPSED'));`);
    this.addSql(`alter table "lead" add constraint "lead_source_check" check ("source" in ('REFERRAL', 'VISIT', 'FAIR', 'ENQUIRY', 'CHAIN_ANALYSIS', 'PARTNER', 'OTHER'));`);
    this.addSql(`alter table "lead" enable row level security;`);
    this.addSql(`alter table "lead" force row level security;`);
    this.addSql(`create policy "lead_read" on "lead" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = lead.id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 1));`);
    this.addSql(`create policy "lead_change" on "lead" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = lead.id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = lead.id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "lead_add" on "lead" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "lead_system" on "lead" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "cases" add constraint "cases_lead_id_foreign" foreign key ("lead_id") references "lead" ("id") on delete set null;`);
    this.addSql(`alter table "cases" add constraint "cases_lead_team_id_foreign" foreign key ("lead_team_id") references "team" ("id");`);
    this.addSql(`alter table "cases" add constraint "cases_company_id_foreign" foreign key ("company_id") references "company" ("id") on delete set null;`);
    this.addSql(`alter table "cases" add constraint "cases_chain_node_id_foreign" foreign key ("chain_node_id") references "chain_node" ("id") on delete set null;`);
    this.addSql(`alter table "cases" add constraint "cases_stage_check" check ("stage" in ('NEGOTIATING', 'ADMISSION', 'SIGNED', 'REGISTERED', 'LANDED', 'STARTED', 'COMPLETED', 'PRODUCING', 'FULL', 'LOST', 'SUSPENDED', 'TERMINATED'));`);
    this.addSql(`alter table "cases" add constraint "cases_suspended_from_check" check ("suspended_from" in ('NEGOTIATING', 'ADMISSION', 'SIGNED', 'REGISTERED', 'LANDED', 'STARTED', 'COMPLETED', 'PRODUCING', 'FULL', 'LOST', 'SUSPENDED', 'TERMINATED'));`);
    this.addSql(`alter table "cases" add constraint "cases_size_band_check" check ("size_band" in ('UNKNOWN', 'UNDER_100M', 'FROM_100M', 'FROM_1B', 'FROM_10B'));`);
    this.addSql(`alter table "cases" enable row level security;`);
    this.addSql(`alter table "cases" force row level security;`);
    this.addSql(`create policy "cases_read" on "cases" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = cases.id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 1));`);
    this.addSql(`create policy "cases_change" on "cases" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = cases.id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = cases.id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "cases_add" on "cases" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "cases_system" on "cases" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "case_share" add constraint "case_share_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "case_share" add constraint "case_share_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "case_share" add constraint "case_share_granted_by_team_id_foreign" foreign key ("granted_by_team_id") references "team" ("id");`);
    this.addSql(`alter table "case_share" add constraint "case_share_role_check" check ("role" in ('LEAD', 'PARTNER', 'SUPPORT', 'REFERRER'));`);
    this.addSql(`alter table "case_share" add constraint "case_share_level_check" check ("level" in ('NONE', 'SUMMARY', 'FOLLOW', 'WORK'));`);
    this.addSql(`alter table "case_share" enable row level security;`);
    this.addSql(`alter table "case_share" force row level security;`);
    this.addSql(`create policy "case_share_read" on "case_share" for select to "zhaoshang_reader", "zhaoshang_writer" using ((exists (select 1 from access a where a.subject_id = case_share.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2)) or (case_share.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and case_share.until is null));`);
    this.addSql(`create policy "case_share_change" on "case_share" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = case_share.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = case_share.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "case_share_add" on "case_share" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "case_share_system" on "case_share" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "api_client" add constraint "api_client_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "api_client" add constraint "api_client_scopes_check" check ("scopes" <@ array['READ'::text, 'WRITE_LEADS'::text, 'WRITE_CASES'::text]);`);

    this.addSql(`alter table "session" add constraint "session_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "session" add constraint "session_client_id_foreign" foreign key ("client_id") references "api_client" ("id") on delete set null;`);
    this.addSql(`alter table "session" add constraint "session_team_id_foreign" foreign key ("team_id") references "team" ("id");`);

    this.addSql(`alter table "activity" add constraint "activity_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "activity" add constraint "activity_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "activity" add constraint "activity_author_id_foreign" foreign key ("author_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "activity" add constraint "activity_kind_check" check ("kind" in ('CALL', 'VISIT', 'MEETING', 'RECEPTION', 'NOTE'));`);
    this.addSql(`alter table "activity" enable row level security;`);
    this.addSql(`alter table "activity" force row level security;`);
    this.addSql(`create policy "activity_read" on "activity" for select to "zhaoshang_reader", "zhaoshang_writer" using ((exists (select 1 from access a where a.subject_id = activity.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2)) and (not activity.is_private or activity.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif")));`);
    this.addSql(`create policy "activity_change" on "activity" for update to "zhaoshang_writer" using ((exists (select 1 from access a where a.subject_id = activity.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) and (not activity.is_private or activity.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif"))) with check ((exists (select 1 from access a where a.subject_id = activity.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) and (not activity.is_private or activity.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif")));`);
    this.addSql(`create policy "activity_add" on "activity" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "activity_system" on "activity" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "activity_contact" add constraint "activity_contact_activity_id_foreign" foreign key ("activity_id") references "activity" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "activity_contact" add constraint "activity_contact_contact_id_foreign" foreign key ("contact_id") references "contact" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "activity_contact" enable row level security;`);
    this.addSql(`alter table "activity_contact" force row level security;`);
    this.addSql(`create policy "activity_contact_read" on "activity_contact" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from activity g where g.id = activity_contact.activity_id));`);
    this.addSql(`create policy "activity_contact_add" on "activity_contact" for insert to "zhaoshang_writer" with check (exists (select 1 from activity g where g.id = activity_contact.activity_id));`);
    this.addSql(`create policy "activity_contact_system" on "activity_contact" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "team_division" add constraint "team_division_team_id_foreign" foreign key ("team_id") references "team" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "team_division" add constraint "team_division_division_code_foreign" foreign key ("division_code") references "division" ("code") on update cascade on delete cascade;`);
  }

}
