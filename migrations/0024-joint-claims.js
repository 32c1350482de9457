import { Migration } from '@mikro-orm/migrations';

export class Migration0024 extends Migration {

  async up() {
    this.addSql(`create table "claim_party" ("id" uuid not null, "claim_id" uuid not null, "lead_id" uuid not null, "team_id" uuid not null, "percent" int not null, "state" text not null, "own_lead_id" uuid null, "prior_level" text null, "invited_at" timestamptz(3) not null, "answered_at" timestamptz(3) null, primary key ("id"));`);
    this.addSql(`create index "claim_party_claim_id_index" on "claim_party" ("claim_id");`);
    this.addSql(`create index "claim_party_lead_id_index" on "claim_party" ("lead_id");`);
    this.addSql(`create index "claim_party_team_id_index" on "claim_party" ("team_id");`);
    this.addSql(`create unique index claim_party_once on claim_party (claim_id, team_id) where state in ('INVITED', 'JOINED');`);

    this.addSql(`alter table "claim_party" add constraint "claim_party_claim_id_foreign" foreign key ("claim_id") references "claim" ("id");`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_lead_id_foreign" foreign key ("lead_id") references "lead" ("id");`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_own_lead_id_foreign" foreign key ("own_lead_id") references "lead" ("id") on delete set null;`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_percent" check (percent >= 1 and percent <= 99);`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_state_check" check ("state" in ('INVITED', 'JOINED', 'DECLINED', 'CLOSED'));`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_prior_level_check" check ("prior_level" in ('NONE', 'SUMMARY', 'FOLLOW', 'WORK'));`);
    this.addSql(`alter table "claim_party" enable row level security;`);
    this.addSql(`alter table "claim_party" force row level security;`);
    this.addSql(`create policy "claim_party_read" on "claim_party" for select to "zhaoshang_reader", "zhaoshang_writer" using ((exists (select 1 from access a where a.subject_id = claim_party.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2)) or (claim_party.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif")));`);
    this.addSql(`create policy "claim_party_change" on "claim_party" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = claim_party.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = claim_party.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "claim_party_add" on "claim_party" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "claim_party_system" on "claim_party" to "zhaoshang_system" using (true) with check (true);`);
  }

}