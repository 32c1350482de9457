// Three roles (decision 9): requests read and write as the first two, under row-level security; import, sequencer and
// tail work as the third. Roles belong to the cluster, so several databases share them and starts may race.
import { Migration } from '@mikro-orm/migrations';

const ROLES = ['zhaoshang_reader', 'zhaoshang_writer', 'zhaoshang_system'];

export class Migration0001 extends Migration {
  up() {
    this.addSql(`create extension if not exists pg_trgm`);
    for (const role of ROLES) {
      this.addSql(`do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
      exception when duplicate_object or unique_violation then null; end $$`);
      this.addSql(`do $$ begin
        if not pg_has_role(current_user, '${role}', 'member') or not pg_has_role(current_user, '${role}', 'usage') then
          execute format('grant ${role} to %I', current_user);
        end if;
      end $$`);
      this.addSql(`grant usage on schema public to ${role}`);
    }
    this.addSql(`alter default privileges in schema public grant select on tables to zhaoshang_reader`);
    this.addSql(`alter default privileges in schema public grant select, insert, update, delete on tables to zhaoshang_writer, zhaoshang_system`);
    this.addSql(`alter default privileges in schema public grant usage on sequences to zhaoshang_writer, zhaoshang_system`);
  }
}
