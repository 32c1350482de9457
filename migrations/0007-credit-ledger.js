// The credit ledger (decision 51): rules, shares, figures and who led when; nothing in it is ever changed or removed.
import { Migration } from '@mikro-orm/migrations';

const GROWS_ONLY = ['credit_rule', 'credit_shares', 'credit_party', 'credit_start', 'credit_figure', 'case_lead'];

const REFUSE = `create function refuse_credit_change() returns trigger language plpgsql as $$
  begin raise exception 'the credit ledger only grows' using errcode = 'restrict_violation'; end $$`;

// What no shares govern goes to the lead team of the day, so the lead's history must be whole, whoever changes the lead.
const LED = `create function keep_case_lead() returns trigger language plpgsql as $$
  begin
    insert into case_lead (case_id, team_id, since) values (new.id, new.lead_team_id,
      case when tg_op = 'UPDATE' and new.updated_at = old.updated_at then now() else new.updated_at end);
    return null;
  end $$`;

export class Migration0007 extends Migration {

  up() {
    this.addSql(`create table "credit_rule" ("id" uuid not null, "code" text not null, "version" int not null, "name" text not null, "source" text not null, "items" jsonb not null, "saved_by_team_id" uuid not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "credit_rule" add constraint "credit_rule_version" unique ("code", "version");`);

    this.addSql(`create table "credit_shares" ("id" uuid not null, "case_id" uuid not null, "figure" text not null, "mode" text not null, "source" text not null, "basis" text null, "effective_from" date not null, "start_event" text not null, "years" int null, "years_from" text not null, "outlay_team_id" uuid null, "outlay_yuan" numeric(18,0) null, "rule_id" uuid null, "recorded_at" timestamptz(3) not null, "recorded_by_team_id" uuid not null, primary key ("id"));`);
    this.addSql(`create index "credit_shares_case" on "credit_shares" ("case_id", "figure", "recorded_at");`);

    this.addSql(`create table "credit_start" ("shares_id" uuid not null, "case_id" uuid not null, "started_on" date not null, "recorded_at" timestamptz(3) not null, "recorded_by_team_id" uuid not null, primary key ("shares_id"));`);
    this.addSql(`create index "credit_start_case_id_index" on "credit_start" ("case_id");`);

    this.addSql(`create table "credit_party" ("shares_id" uuid not null, "team_id" uuid not null, "case_id" uuid not null, "hundredths" int not null, "part" text not null, primary key ("shares_id", "team_id"));`);
    this.addSql(`create index "credit_party_team" on "credit_party" ("team_id", "case_id");`);

    this.addSql(`create table "credit_figure" ("id" uuid not null, "case_id" uuid not null, "figure" text not null, "happened_on" date not null, "amount" numeric(18,0) not null, "reverses_id" uuid null, "source" text not null, "recorded_at" timestamptz(3) not null, "recorded_by_team_id" uuid not null, primary key ("id"));`);
    this.addSql(`alter table "credit_figure" add constraint "credit_figure_reverses_id_unique" unique ("reverses_id");`);
    this.addSql(`create index "credit_figure_newest" on "credit_figure" ("case_id", "happened_on", "id");`);
    this.addSql(`create index "credit_figure_entries" on "credit_figure" ("figure", "happened_on", "id");`);
    this.addSql(`create index "credit_figure_ledger" on "credit_figure" ("figure", "case_id", "happened_on");`);

    this.addSql(`create table "case_lead" ("id" uuid not null default gen_random_uuid(), "case_id" uuid not null, "team_id" uuid not null, "since" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "case_lead_team" on "case_lead" ("team_id", "case_id");`);
    this.addSql(`create index "case_lead_case" on "case_lead" ("case_id", "since");`);

    this.addSql(`alter table "credit_rule" add constraint "credit_rule_saved_by_team_id_foreign" foreign key ("saved_by_team_id") references "team" ("id");`);

    this.addSql(`alter table "credit_shares" add constraint "credit_shares_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_outlay_team_id_foreign" foreign key ("outlay_team_id") references "team" ("id") on delete set null;`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_rule_id_foreign" foreign key ("rule_id") references "credit_rule" ("id") on delete set null;`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_recorded_by_team_id_foreign" foreign key ("recorded_by_team_id") references "team" ("id");`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_figure_check" check ("figure" in ('PAID_IN', 'FIXED_INVESTMENT', 'OUTPUT', 'LOCAL_TAX', 'SCORE'));`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_mode_check" check ("mode" in ('SPLIT', 'DOUBLE_COUNT'));`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_source_check" check ("source" in ('AGREED', 'ARBITRATED', 'TRANSFERRED'));`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_start_event_check" check ("start_event" in ('RECORDED', 'AGREEMENT_SIGNED', 'TRANSFER_ACCEPTED', 'CONSTRUCTION_STARTED', 'PAID_IN_FIRST', 'TAX_FIRST_ARISEN'));`);
    this.addSql(`alter table "credit_shares" add constraint "credit_shares_years_from_check" check ("years_from" in ('START', 'RECOVERY'));`);
    this.addSql(`alter table "credit_shares" enable row level security;`);
    this.addSql(`alter table "credit_shares" force row level security;`);
    this.addSql(`create policy "credit_shares_read" on "credit_shares" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_shares.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "credit_shares_change" on "credit_shares" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_shares.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = credit_shares.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "credit_shares_add" on "credit_shares" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "credit_shares_system" on "credit_shares" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "credit_start" add constraint "credit_start_shares_id_foreign" foreign key ("shares_id") references "credit_shares" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "credit_start" add constraint "credit_start_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "credit_start" add constraint "credit_start_recorded_by_team_id_foreign" foreign key ("recorded_by_team_id") references "team" ("id");`);
    this.addSql(`alter table "credit_start" enable row level security;`);
    this.addSql(`alter table "credit_start" force row level security;`);
    this.addSql(`create policy "credit_start_read" on "credit_start" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_start.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "credit_start_change" on "credit_start" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_start.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = credit_start.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "credit_start_add" on "credit_start" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "credit_start_system" on "credit_start" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "credit_party" add constraint "credit_party_shares_id_foreign" foreign key ("shares_id") references "credit_shares" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "credit_party" add constraint "credit_party_team_id_foreign" foreign key ("team_id") references "team" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "credit_party" add constraint "credit_party_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "credit_party" add constraint "credit_party_part_check" check ("part" in ('ORIGIN', 'HOST', 'OTHER'));`);
    this.addSql(`alter table "credit_party" enable row level security;`);
    this.addSql(`alter table "credit_party" force row level security;`);
    this.addSql(`create policy "credit_party_read" on "credit_party" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_party.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "credit_party_change" on "credit_party" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_party.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = credit_party.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "credit_party_add" on "credit_party" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "credit_party_system" on "credit_party" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "credit_figure" add constraint "credit_figure_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "credit_figure" add constraint "credit_figure_reverses_id_foreign" foreign key ("reverses_id") references "credit_figure" ("id") on delete set null;`);
    this.addSql(`alter table "credit_figure" add constraint "credit_figure_recorded_by_team_id_foreign" foreign key ("recorded_by_team_id") references "team" ("id");`);
    this.addSql(`alter table "credit_figure" add constraint "credit_figure_figure_check" check ("figure" in ('PAID_IN', 'FIXED_INVESTMENT', 'OUTPUT', 'LOCAL_TAX', 'SCORE'));`);
    this.addSql(`alter table "credit_figure" enable row level security;`);
    this.addSql(`alter table "credit_figure" force row level security;`);
    this.addSql(`create policy "credit_figure_read" on "credit_figure" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_figure.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "credit_figure_change" on "credit_figure" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = credit_figure.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = credit_figure.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "credit_figure_add" on "credit_figure" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "credit_figure_system" on "credit_figure" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "case_lead" add constraint "case_lead_case_id_foreign" foreign key ("case_id") references "cases" ("id");`);
    this.addSql(`alter table "case_lead" add constraint "case_lead_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "case_lead" enable row level security;`);
    this.addSql(`alter table "case_lead" force row level security;`);
    this.addSql(`create policy "case_lead_read" on "case_lead" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = case_lead.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "case_lead_change" on "case_lead" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = case_lead.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = case_lead.case_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "case_lead_add" on "case_lead" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "case_lead_system" on "case_lead" to "zhaoshang_system" using (true) with check (true);`);

    for (const made of [REFUSE, LED]) this.addSql(made);
    for (const table of GROWS_ONLY) {
      this.addSql(`create trigger ${table}_append_only before update or delete on ${table} for each row execute function refuse_credit_change()`);
      this.addSql(`create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_credit_change()`);
    }
    this.addSql(`revoke update, delete, truncate on ${GROWS_ONLY.join(', ')} from zhaoshang_writer, zhaoshang_system`);
    this.addSql(`set local role zhaoshang_system`);
    this.addSql(`insert into case_lead (case_id, team_id, since) select id, lead_team_id, created_at from cases`);
    this.addSql(`reset role`);
    this.addSql(`create trigger case_lead_opened after insert on cases for each row execute function keep_case_lead()`);
    this.addSql(`create trigger case_lead_changed after update of lead_team_id on cases for each row
      when (old.lead_team_id is distinct from new.lead_team_id) execute function keep_case_lead()`);
  }
}
