// What no entity can say: codes of leads and cases, and a log that only grows.
import { Migration } from '@mikro-orm/migrations';

// Secrets that no request's role reads: sign-in works as the system role.
const SECRETS = {
  person: 'id, login, name, is_demo, created_at, disabled_at',
  session: 'id, person_id, client_id, team_id, created_at, expires_at, revoked_at',
  api_client: 'id, client_id, name, team_id, scopes, bucket_capacity, bucket_per_second, created_at, disabled_at',
};

export class Migration0003 extends Migration {
  up() {
    this.addSql(`create sequence lead_code`);
    this.addSql(`create sequence case_code`);
    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin raise exception 'the event log only grows' using errcode = 'restrict_violation'; end $$`);
    for (const table of ['event', 'event_pos']) {
      this.addSql(`create trigger ${table}_append_only before update or delete on ${table} for each row execute function refuse_change()`);
      this.addSql(`create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_change()`);
    }
    this.addSql(`revoke update, delete, truncate on event, event_pos from zhaoshang_writer, zhaoshang_system`);
    this.addSql(`revoke all on installation from zhaoshang_reader, zhaoshang_writer`);
    for (const [table, shown] of Object.entries(SECRETS)) {
      this.addSql(`revoke select on ${table} from zhaoshang_reader, zhaoshang_writer`);
      this.addSql(`grant select (${shown}) on ${table} to zhaoshang_reader, zhaoshang_writer`);
    }
    this.addSql(`alter table event_pending set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`);
  }
}
