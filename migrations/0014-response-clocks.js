// Deadlines of leads in working days, and what the owning team tells of a lead.
import { Migration } from '@mikro-orm/migrations';

export class Migration0014 extends Migration {
  up() {
    this.addSql(`create table "response_clock" ("id" uuid not null, "lead_id" uuid not null, "kind" text not null, "state" text not null, "days" int not null, "amber_percent" int not null, "started_at" timestamptz(3) not null, "amber_at" timestamptz(3) not null, "due_at" timestamptz(3) not null, "is_estimated" boolean not null, "met_at" timestamptz(3) null, "stopped_at" timestamptz(3) null, "amber_told_at" timestamptz(3) null, "late_told_at" timestamptz(3) null, "escalated_to_team_id" uuid null, "escalated_at" timestamptz(3) null, "escalations" int not null default 0, "tend_at" timestamptz(3) null, "calendar" text not null, primary key ("id"));`);
    this.addSql(`create index "response_clock_lead" on "response_clock" ("lead_id");`);
    this.addSql(`create index response_clock_calendar on response_clock (calendar) where state = 'RUNNING';`);
    this.addSql(`create index response_clock_due on response_clock (due_at, id) where state = 'RUNNING';`);
    this.addSql(`create index response_clock_tend on response_clock (tend_at) where state = 'RUNNING';`);
    this.addSql(`create unique index response_clock_running on response_clock (lead_id, kind) where state = 'RUNNING';`);

    this.addSql(`create table "lead_report" ("id" uuid not null, "lead_id" uuid not null, "team_id" uuid not null, "author_id" uuid null, "kind" text not null, "happened_on" date not null, "text" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index lead_report_newest on lead_report (lead_id, created_at desc, id desc);`);

    this.addSql(`alter table "response_clock" add constraint "response_clock_lead_id_foreign" foreign key ("lead_id") references "lead" ("id");`);
    this.addSql(`alter table "response_clock" add constraint "response_clock_escalated_to_team_id_foreign" foreign key ("escalated_to_team_id") references "team" ("id") on delete set null;`);
    this.addSql(`alter table "response_clock" add constraint "response_clock_kind_check" check ("kind" in ('RESPOND', 'SCREEN', 'FEEDBACK', 'REPORT'));`);
    this.addSql(`alter table "response_clock" add constraint "response_clock_state_check" check ("state" in ('RUNNING', 'MET', 'STOPPED'));`);
    this.addSql(`alter table "response_clock" enable row level security;`);
    this.addSql(`alter table "response_clock" force row level security;`);
    this.addSql(`create policy "response_clock_read" on "response_clock" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = response_clock.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "response_clock_change" on "response_clock" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = response_clock.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = response_clock.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "response_clock_add" on "response_clock" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "response_clock_system" on "response_clock" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "lead_report" add constraint "lead_report_lead_id_foreign" foreign key ("lead_id") references "lead" ("id");`);
    this.addSql(`alter table "lead_report" add constraint "lead_report_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "lead_report" add constraint "lead_report_author_id_foreign" foreign key ("author_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "lead_report" add constraint "lead_report_kind_check" check ("kind" in ('RESPONSE', 'REPORT'));`);
    this.addSql(`alter table "lead_report" enable row level security;`);
    this.addSql(`alter table "lead_report" force row level security;`);
    this.addSql(`create policy "lead_report_read" on "lead_report" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = lead_report.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "lead_report_change" on "lead_report" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = lead_report.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = lead_report.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "lead_report_add" on "lead_report" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "lead_report_system" on "lead_report" to "zhaoshang_system" using (true) with check (true);`);
  }
}
