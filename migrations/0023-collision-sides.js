import { Migration } from '@mikro-orm/migrations';

export class Migration0023 extends Migration {

  async up() {
    this.addSql(`create table "collision" ("id" uuid not null, "lead_id" uuid not null, "other_lead_id" uuid not null, "team_id" uuid not null, "other_team_id" uuid not null, "since" date not null, "other_since" date not null, "match_level" text not null, "reasons" text[] not null, "found_at" timestamptz(3) not null, "state" text not null, "consent" text null, "consent_at" timestamptz(3) null, "other_consent" text null, "other_consent_at" timestamptz(3) null, "disclosed_level" text null, "closed_at" timestamptz(3) null, "closed_by_team_id" uuid null, "closing_note" text null, primary key ("id"));`);
    this.addSql(`create index "collision_other_lead" on "collision" ("other_lead_id");`);
    this.addSql(`create index "collision_lead" on "collision" ("lead_id");`);
    this.addSql(`create index collision_other_team on collision (other_team_id, found_at desc, id desc);`);
    this.addSql(`create index collision_team on collision (team_id, found_at desc, id desc);`);
    this.addSql(`create unique index collision_pair on collision (least(lead_id, other_lead_id), greatest(lead_id, other_lead_id));`);

    this.addSql(`alter table "collision" add constraint "collision_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "collision" add constraint "collision_other_team_id_foreign" foreign key ("other_team_id") references "team" ("id");`);
    this.addSql(`alter table "collision" add constraint "collision_closed_by_team_id_foreign" foreign key ("closed_by_team_id") references "team" ("id") on delete set null;`);
    this.addSql(`alter table "collision" add constraint "collision_match_level_check" check ("match_level" in ('EXACT', 'STRONG', 'SIMILAR', 'NONE'));`);
    this.addSql(`alter table "collision" add constraint "collision_state_check" check ("state" in ('OPEN', 'DISCLOSED', 'DISMISSED', 'RESOLVED'));`);
    this.addSql(`alter table "collision" add constraint "collision_consent_check" check ("consent" in ('NONE', 'SUMMARY', 'FOLLOW', 'WORK'));`);
    this.addSql(`alter table "collision" add constraint "collision_other_consent_check" check ("other_consent" in ('NONE', 'SUMMARY', 'FOLLOW', 'WORK'));`);
    this.addSql(`alter table "collision" add constraint "collision_disclosed_level_check" check ("disclosed_level" in ('NONE', 'SUMMARY', 'FOLLOW', 'WORK'));`);
    this.addSql(`alter table "collision" enable row level security;`);
    this.addSql(`alter table "collision" force row level security;`);
    this.addSql(`create policy "collision_read" on "collision" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id in (collision.lead_id, collision.other_lead_id) and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "collision_system" on "collision" to "zhaoshang_system" using (true) with check (true);`);
  }

}