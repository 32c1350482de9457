// Contests of claims with what both sides say and what is ruled; neither is ever changed or removed.
import { Migration } from '@mikro-orm/migrations';

const REFUSE = `create function refuse_ruling_change() returns trigger language plpgsql as $$
  begin raise exception 'rulings and statements are appended, never edited' using errcode = 'restrict_violation'; end $$`;

export class Migration0013 extends Migration {
  async up() {
    this.addSql(`create table "contest" ("id" uuid not null, "code" text not null, "claim_id" uuid not null, "claim_code" text not null, "lead_id" uuid not null, "holding_team_id" uuid not null, "contester_lead_id" uuid not null, "contester_team_id" uuid not null, "arbiter_team_id" uuid not null, "state" text not null, "reason" text not null, "opened_at" timestamptz(3) not null, "due_at" timestamptz(3) not null, "is_estimated" boolean not null, "overdue_at" timestamptz(3) null, "ended_at" timestamptz(3) null, "claim_expires_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "contest" add constraint "contest_code_unique" unique ("code");`);
    this.addSql(`create index "contest_claim_id_index" on "contest" ("claim_id");`);
    this.addSql(`create index "contest_lead_id_index" on "contest" ("lead_id");`);
    this.addSql(`create index "contest_contester_lead_id_index" on "contest" ("contester_lead_id");`);
    this.addSql(`create index "contest_contester_team_id_index" on "contest" ("contester_team_id");`);
    this.addSql(`create index "contest_arbiter_team_id_index" on "contest" ("arbiter_team_id");`);
    this.addSql(`create index contest_due on contest (due_at) where state = 'OPEN';`);
    this.addSql(`create unique index contest_one_open on contest (claim_id) where state = 'OPEN';`);

    this.addSql(`create table "ruling" ("id" uuid not null, "contest_id" uuid not null, "outcome" text not null, "holder_hundredths" int not null, "reason" text not null, "team_id" uuid not null, "decided_by_id" uuid null, "at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "ruling_contest_id_index" on "ruling" ("contest_id");`);

    this.addSql(`create table "contest_statement" ("id" uuid not null, "contest_id" uuid not null, "team_id" uuid not null, "text" text not null, "at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "contest_statement_contest_id_index" on "contest_statement" ("contest_id");`);

    this.addSql(`alter table "contest" add constraint "contest_claim_id_foreign" foreign key ("claim_id") references "claim" ("id");`);
    this.addSql(`alter table "contest" add constraint "contest_lead_id_foreign" foreign key ("lead_id") references "lead" ("id");`);
    this.addSql(`alter table "contest" add constraint "contest_holding_team_id_foreign" foreign key ("holding_team_id") references "team" ("id");`);
    this.addSql(`alter table "contest" add constraint "contest_contester_lead_id_foreign" foreign key ("contester_lead_id") references "lead" ("id");`);
    this.addSql(`alter table "contest" add constraint "contest_contester_team_id_foreign" foreign key ("contester_team_id") references "team" ("id");`);
    this.addSql(`alter table "contest" add constraint "contest_arbiter_team_id_foreign" foreign key ("arbiter_team_id") references "team" ("id");`);
    this.addSql(`alter table "contest" add constraint "contest_state_check" check ("state" in ('OPEN', 'DECIDED', 'WITHDRAWN'));`);
    this.addSql(`alter table "contest" enable row level security;`);
    this.addSql(`alter table "contest" force row level security;`);
    this.addSql(`create policy "contest_read" on "contest" for select to "zhaoshang_reader", "zhaoshang_writer" using ((exists (select 1 from access a where a.subject_id = contest.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2)) or (contest.contester_team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") or contest.arbiter_team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") or exists (select 1 from access a where a.subject_id = contest.contester_lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2)));`);
    this.addSql(`create policy "contest_change" on "contest" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = contest.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = contest.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "contest_add" on "contest" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "contest_system" on "contest" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "ruling" add constraint "ruling_contest_id_foreign" foreign key ("contest_id") references "contest" ("id");`);
    this.addSql(`alter table "ruling" add constraint "ruling_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "ruling" add constraint "ruling_decided_by_id_foreign" foreign key ("decided_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "ruling" add constraint "ruling_outcome_check" check ("outcome" in ('UPHELD', 'OVERTURNED', 'JOINT'));`);
    this.addSql(`alter table "ruling" enable row level security;`);
    this.addSql(`alter table "ruling" force row level security;`);
    this.addSql(`create policy "ruling_read" on "ruling" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from contest g where g.id = ruling.contest_id));`);
    this.addSql(`create policy "ruling_add" on "ruling" for insert to "zhaoshang_writer" with check (exists (select 1 from contest g where g.id = ruling.contest_id));`);
    this.addSql(`create policy "ruling_system" on "ruling" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "contest_statement" add constraint "contest_statement_contest_id_foreign" foreign key ("contest_id") references "contest" ("id");`);
    this.addSql(`alter table "contest_statement" add constraint "contest_statement_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "contest_statement" enable row level security;`);
    this.addSql(`alter table "contest_statement" force row level security;`);
    this.addSql(`create policy "contest_statement_read" on "contest_statement" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from contest g where g.id = contest_statement.contest_id));`);
    this.addSql(`create policy "contest_statement_add" on "contest_statement" for insert to "zhaoshang_writer" with check (exists (select 1 from contest g where g.id = contest_statement.contest_id));`);
    this.addSql(`create policy "contest_statement_system" on "contest_statement" to "zhaoshang_system" using (true) with check (true);`);
    this.addSql(`create sequence contest_code`);
    this.addSql(REFUSE);
    for (const table of ['ruling', 'contest_statement']) {
      this.addSql(`create trigger ${table}_append_only before update or delete on ${table} for each row execute function refuse_ruling_change()`);
      this.addSql(`create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_ruling_change()`);
    }
  }
}
