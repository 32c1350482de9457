import { Migration } from '@mikro-orm/migrations';

export class Migration0016 extends Migration {

  async up() {
    this.addSql(`create table "probe_hit" ("id" uuid not null, "asking_team_id" uuid not null, "holding_team_id" uuid not null, "lead_id" uuid not null, "day" date not null, "match_level" text not null, "at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index probe_hit_holder on probe_hit (holding_team_id, at desc, id desc);`);
    this.addSql(`alter table "probe_hit" add constraint "probe_hit_once" unique ("asking_team_id", "lead_id", "day");`);

    this.addSql(`create table "collision_probe" ("id" bigserial primary key, "team_id" uuid not null, "person_id" uuid null, "client_id" uuid null, "kind" text not null, "terms" text[] not null, "blind_hits" int not null, "best_level" text not null, "at" timestamptz(3) not null);`);
    this.addSql(`create index collision_probe_recent on collision_probe (team_id, at desc);`);

    this.addSql(`create index contact_email on contact (lower(email)) where email is not null;`);
    this.addSql(`create index contact_phone on contact (regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^((00)?86(?=[0-9]{9}))?0*', '')) where phone is not null;`);

    this.addSql(`alter table "lead" add "described_bigrams" int[] null;`);
    // Folded less than the program does (no traditional characters): the next change of a lead makes up for it.
    this.addSql(`set local role zhaoshang_system;`);
    this.addSql(`update lead set described_bigrams = (
      select array_agg(distinct (ascii(substr(t, i, 1)) << 11) # ascii(substr(t, i + 1, 1)))
      from (select lower(regexp_replace(normalize(left(company_description, 200), nfkc), '[[:space:]()·•]', '', 'g')) as t) x,
        generate_series(1, length(t) - 1) i)
      where company_id is null and left(company_description, 200) !~ '某|匿名|不便透露|未具名|^([一二两三几数多]|[0-9]+)[家个]';`);
    this.addSql(`reset role;`);
    this.addSql(`create index lead_described on lead using gin (described_bigrams) with (fastupdate = off) where described_bigrams is not null;`);

    this.addSql(`alter table "probe_hit" add constraint "probe_hit_asking_team_id_foreign" foreign key ("asking_team_id") references "team" ("id");`);
    this.addSql(`alter table "probe_hit" add constraint "probe_hit_holding_team_id_foreign" foreign key ("holding_team_id") references "team" ("id");`);
    this.addSql(`alter table "probe_hit" add constraint "probe_hit_match_level_check" check ("match_level" in ('EXACT', 'STRONG', 'SIMILAR', 'NONE'));`);
    this.addSql(`alter table "probe_hit" enable row level security;`);
    this.addSql(`alter table "probe_hit" force row level security;`);
    this.addSql(`create policy "probe_hit_read" on "probe_hit" for select to "zhaoshang_reader", "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = probe_hit.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 2));`);
    this.addSql(`create policy "probe_hit_change" on "probe_hit" for update to "zhaoshang_writer" using (exists (select 1 from access a where a.subject_id = probe_hit.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3)) with check (exists (select 1 from access a where a.subject_id = probe_hit.lead_id and a.team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif") and a.level >= 3));`);
    this.addSql(`create policy "probe_hit_add" on "probe_hit" for insert to "zhaoshang_writer" with check (true);`);
    this.addSql(`create policy "probe_hit_system" on "probe_hit" to "zhaoshang_system" using (true) with check (true);`);

    this.addSql(`alter table "collision_probe" add constraint "collision_probe_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "collision_probe" add constraint "collision_probe_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "collision_probe" add constraint "collision_probe_kind_check" check ("kind" in ('COUNTED', 'REPEATED', 'TYPING', 'REGISTRATION'));`);
    this.addSql(`alter table "collision_probe" add constraint "collision_probe_best_level_check" check ("best_level" in ('EXACT', 'STRONG', 'SIMILAR', 'NONE'));`);
    this.addSql(`alter table "collision_probe" enable row level security;`);
    this.addSql(`alter table "collision_probe" force row level security;`);
    this.addSql(`create policy "collision_probe_read" on "collision_probe" for select to "zhaoshang_reader", "zhaoshang_writer" using (team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif"));`);
    this.addSql(`create policy "collision_probe_add" on "collision_probe" for insert to "zhaoshang_writer" with check (team_id = (select nullif(current_setting('app.team', true), '')::uuid as "nullif"));`);
    this.addSql(`create policy "collision_probe_system" on "collision_probe" to "zhaoshang_system" using (true) with check (true);`);
  }

}