// A merged company points at its survivor; the merge keeps what is needed to undo it (decision 49).
import { Migration } from '@mikro-orm/migrations';

export class Migration0010 extends Migration {
  up() {
    this.addSql(`create table "company_merge" ("id" uuid not null, "survivor_id" uuid not null, "merged_id" uuid not null, "survivor_version" int not null, "merged_at" timestamptz(3) not null, "merged_by_id" uuid null, "merged_by_team_id" uuid not null, "reason" text not null, "before" jsonb not null, "undone_at" timestamptz(3) null, "undone_by_id" uuid null, "undone_by_team_id" uuid null, primary key ("id"));`);
    this.addSql(`create unique index company_merge_live on company_merge (merged_id) where undone_at is null;`);
    this.addSql(`create index "company_merge_survivor" on "company_merge" ("survivor_id");`);
    this.addSql(`alter table "company" add "merged_into_id" uuid null;`);
    this.addSql(`alter table "company" add constraint "company_merged_into_id_foreign" foreign key ("merged_into_id") references "company" ("id") on delete set null;`);
    this.addSql(`create index company_merged_into on company (merged_into_id) where merged_into_id is not null;`);
    this.addSql(`alter table "company_merge" add constraint "company_merge_survivor_id_foreign" foreign key ("survivor_id") references "company" ("id");`);
    this.addSql(`alter table "company_merge" add constraint "company_merge_merged_id_foreign" foreign key ("merged_id") references "company" ("id");`);
    this.addSql(`alter table "company_merge" add constraint "company_merge_merged_by_id_foreign" foreign key ("merged_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "company_merge" add constraint "company_merge_merged_by_team_id_foreign" foreign key ("merged_by_team_id") references "team" ("id");`);
    this.addSql(`alter table "company_merge" add constraint "company_merge_undone_by_id_foreign" foreign key ("undone_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "company_merge" add constraint "company_merge_undone_by_team_id_foreign" foreign key ("undone_by_team_id") references "team" ("id") on delete set null;`);
  }
}
