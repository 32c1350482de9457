import { Migration } from '@mikro-orm/migrations';

export class Migration0011 extends Migration {

  async up() {
    this.addSql(`create table "transfer" ("id" uuid not null, "kind" text not null, "subject_id" uuid not null, "from_team_id" uuid not null, "to_team_id" uuid not null, "reason" text not null, "note" text null, "state" text not null, "offered_at" timestamptz(3) not null, "due_at" timestamptz(3) not null, "is_estimated" boolean not null, "due_days" int not null, "calendar_version" text not null, "answered_at" timestamptz(3) null, "answer_note" text null, primary key ("id"));`);
    this.addSql(`create index "transfer_outbox" on "transfer" ("from_team_id", "due_at", "id");`);
    this.addSql(`create index "transfer_inbox" on "transfer" ("to_team_id", "due_at", "id");`);
    this.addSql(`create index "transfer_history" on "transfer" ("subject_id", "offered_at", "id");`);
    this.addSql(`create unique index transfer_one_open on transfer (subject_id) where state = 'OFFERED';`);

    this.addSql(`alter table "transfer" add constraint "transfer_from_team_id_foreign" foreign key ("from_team_id") references "team" ("id");`);
    this.addSql(`alter table "transfer" add constraint "transfer_to_team_id_foreign" foreign key ("to_team_id") references "team" ("id");`);
    this.addSql(`alter table "transfer" add constraint "transfer_kind_check" check ("kind" in ('LEAD', 'CASE'));`);
    this.addSql(`alter table "transfer" add constraint "transfer_reason_check" check ("reason" in ('INDUSTRY_MISMATCH', 'LACKING_FACTORS', 'LAYOUT_ADJUSTMENT', 'INVESTOR_CHOICE', 'OTHER'));`);
    this.addSql(`alter table "transfer" add constraint "transfer_state_check" check ("state" in ('OFFERED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'DIRECTED'));`);
    this.addSql(`alter table "transfer" enable row level security;`);
    this.addSql(`alter table "transfer" force row level security;`);
    this.addSql(`create policy "transfer_read" on "transfer" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = transfer.subject_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 1));`);
    this.addSql(`create policy "transfer_change" on "transfer" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = transfer.subject_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = transfer.subject_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "transfer_add" on "transfer" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "transfer_system" on "transfer" to "zhaoshang_system" using (true) with check (true);`);
  }

}