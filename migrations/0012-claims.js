// Claims as leases: the database itself keeps two of one investor, kind of project and industry apart (decision 53).
import { Migration } from '@mikro-orm/migrations';

export class Migration0012 extends Migration {

  async up() {
    // For the exclusion constraints alone; unlike intarray it takes over no operator of other indexes.
    this.addSql(`create extension if not exists btree_gist`);
    this.addSql(`create sequence claim_code`);
    this.addSql(`create table "claim" ("id" uuid not null, "code" text not null, "lead_id" uuid not null, "team_id" uuid not null, "company_id" uuid not null, "group_id" uuid not null, "intent" text not null, "industry_division" text not null, "filed_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "renewals" int not null, "renewed_at" timestamptz(3) null, "rules_version" int not null, "ended_at" timestamptz(3) null, "outcome" text null, "end_reason" text null, "warned_at" timestamptz(3) null, "signed_at" timestamptz(3) null, "version" int not null, primary key ("id"));`);
    this.addSql(`alter table "claim" add constraint "claim_code_unique" unique ("code");`);
    this.addSql(`create index "claim_lead_id_index" on "claim" ("lead_id");`);
    this.addSql(`create index "claim_company_id_index" on "claim" ("company_id");`);
    this.addSql(`create index "claim_team" on "claim" ("team_id", "expires_at");`);
    this.addSql(`create index claim_running on claim (expires_at) where ended_at is null;`);
    this.addSql(`alter table claim add constraint claim_one_per_lead exclude using gist (lead_id with =, tstzrange(filed_at, coalesce(ended_at, expires_at)) with &&);`);
    this.addSql(`alter table claim add constraint claim_one_per_key exclude using gist (group_id with =, intent with =, industry_division with =, tstzrange(filed_at, coalesce(ended_at, expires_at)) with &&);`);

    this.addSql(`create table "claim_evidence" ("id" uuid not null, "claim_id" uuid not null, "lead_id" uuid not null, "kind" text not null, "happened_on" date not null, "note" text not null, "added_by_team_id" uuid not null, "added_by_id" uuid null, "added_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "claim_evidence_lead_id_index" on "claim_evidence" ("lead_id");`);
    this.addSql(`create index "claim_evidence_claim" on "claim_evidence" ("claim_id", "added_at");`);

    this.addSql(`alter table "claim" add constraint "claim_lead_id_foreign" foreign key ("lead_id") references "lead" ("id");`);
    this.addSql(`alter table "claim" add constraint "claim_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "claim" add constraint "claim_company_id_foreign" foreign key ("company_id") references "company" ("id");`);
    this.addSql(`alter table "claim" add constraint "claim_group_id_foreign" foreign key ("group_id") references "company" ("id");`);
    this.addSql(`alter table "claim" add constraint "claim_end" check ((ended_at is null) = (outcome is null));`);
    this.addSql(`alter table "claim" add constraint "claim_term" check (expires_at > filed_at and coalesce(ended_at >= filed_at, true));`);
    this.addSql(`alter table "claim" add constraint "claim_intent_check" check ("intent" in ('NEW_PLANT', 'EXPANSION', 'HEADQUARTERS', 'R_AND_D', 'SERVICES', 'LOGISTICS', 'COMMERCE', 'AGRICULTURE', 'OTHER'));`);
    this.addSql(`alter table "claim" add constraint "claim_outcome_check" check ("outcome" in ('LAPSED', 'RELEASED', 'TRANSFERRED', 'OVERTURNED', 'CONCLUDED'));`);
    this.addSql(`alter table "claim" enable row level security;`);
    this.addSql(`alter table "claim" force row level security;`);
    this.addSql(`create policy "claim_read" on "claim" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = claim.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 1));`);
    this.addSql(`create policy "claim_change" on "claim" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = claim.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = claim.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "claim_add" on "claim" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "claim_system" on "claim" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "claim_evidence" add constraint "claim_evidence_claim_id_foreign" foreign key ("claim_id") references "claim" ("id");`);
    this.addSql(`alter table "claim_evidence" add constraint "claim_evidence_lead_id_foreign" foreign key ("lead_id") references "lead" ("id");`);
    this.addSql(`alter table "claim_evidence" add constraint "claim_evidence_added_by_team_id_foreign" foreign key ("added_by_team_id") references "team" ("id");`);
    this.addSql(`alter table "claim_evidence" add constraint "claim_evidence_added_by_id_foreign" foreign key ("added_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "claim_evidence" add constraint "claim_evidence_kind_check" check ("kind" in ('MEETING_MINUTES', 'VISIT_RECORD', 'SITE_SURVEY', 'INVESTOR_LETTER', 'BUSINESS_PLAN', 'FRAMEWORK_AGREEMENT', 'FUNDS_PROOF'));`);
    this.addSql(`alter table "claim_evidence" enable row level security;`);
    this.addSql(`alter table "claim_evidence" force row level security;`);
    this.addSql(`create policy "claim_evidence_read" on "claim_evidence" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = claim_evidence.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "claim_evidence_change" on "claim_evidence" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = claim_evidence.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = claim_evidence.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "claim_evidence_add" on "claim_evidence" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "claim_evidence_system" on "claim_evidence" to "zhaoshang_system" using (true) with check (true);`);
  }

}