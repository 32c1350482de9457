import { Migration } from '@mikro-orm/migrations';

export class Migration0006 extends Migration {

  async up() {
    this.addSql(`create table "city_rules" ("version" int not null, "respond_days" int not null, "screen_days" int not null, "feedback_days" int not null, "report_every_days" int not null, "amber_percent" int not null, "protection_days" int not null, "renewal_days" int not null, "max_renewals" int not null, "warning_days" int not null, "cooling_days" int not null, "claims_per_team" int not null, "evidence_kinds" text[] not null, "probes_per_hour" int not null, "probes_per_day" int not null, "contest_days" int not null, "transfer_offer_days" int not null, "basis" text null, "set_by_id" uuid null, "set_at" timestamptz(3) not null, primary key ("version"));`);

    this.addSql(`create table "stake" ("subject_id" uuid not null, "team_id" uuid not null, "ground" text not null, "kind" text not null, "level" text not null, "since" timestamptz(3) not null, primary key ("subject_id", "team_id", "ground"));`);
    this.addSql(`create index "stake_team" on "stake" ("team_id");`);

    this.addSql(`alter table "city_rules" add constraint "city_rules_set_by_id_foreign" foreign key ("set_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "city_rules" add constraint "city_rules_evidence_kinds_check" check ("evidence_kinds" <@ array['MEETING_MINUTES'::text, 'VISIT_RECORD'::text, 'SITE_SURVEY'::text, 'INVESTOR_LETTER'::text, 'BUSINESS_PLAN'::text, 'FRAMEWORK_AGREEMENT'::text, 'FUNDS_PROOF'::text]);`);

    this.addSql(`alter table "stake" add constraint "stake_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "stake" add constraint "stake_ground_check" check ("ground" in ('DISCLOSURE', 'JOINT_CLAIM', 'TRANSFER_OFFER', 'ORIGIN', 'ARBITRATION'));`);
    this.addSql(`alter table "stake" add constraint "stake_level_check" check ("level" in ('NONE', 'SUMMARY', 'FOLLOW', 'WORK'));`);
    this.addSql(`alter table "stake" enable row level security;`);
    this.addSql(`alter table "stake" force row level security;`);
    this.addSql(`create policy "stake_read" on "stake" for select to "zhaoshang_reader", "zhaoshang_writer" using ((exists (select 1 from access a where a.subject_id = stake.subject_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2)) or (stake.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif")));`);
    this.addSql(`create policy "stake_change" on "stake" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = stake.subject_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = stake.subject_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "stake_add" on "stake" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "stake_system" on "stake" to "zhaoshang_system" using (true) with check (true);`);
  }

}