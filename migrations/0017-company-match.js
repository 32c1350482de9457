// Pairs of companies that a scan takes for one, for people to decide.
import { Migration } from '@mikro-orm/migrations';

export class Migration0017 extends Migration {
  up() {
    this.addSql(`create table "company_match" ("id" uuid not null, "left_id" uuid not null, "right_id" uuid not null, "level" text not null, "strength" smallint not null, "reasons" text[] not null, "found_at" timestamptz(3) not null, "status" text not null, "decided_at" timestamptz(3) null, "decided_by_id" uuid null, "decided_by_team_id" uuid null, "note" text null, primary key ("id"));`);
    this.addSql(`create index company_match_strongest on company_match (status, strength desc, id);`);
    this.addSql(`create index "company_match_right" on "company_match" ("right_id");`);
    this.addSql(`alter table "company_match" add constraint "company_match_once" unique ("left_id", "right_id");`);
    this.addSql(`alter table "company_match" add constraint "company_match_left_id_foreign" foreign key ("left_id") references "company" ("id");`);
    this.addSql(`alter table "company_match" add constraint "company_match_right_id_foreign" foreign key ("right_id") references "company" ("id");`);
    this.addSql(`alter table "company_match" add constraint "company_match_decided_by_id_foreign" foreign key ("decided_by_id") references "person" ("id") on delete set null;`);
    this.addSql(`alter table "company_match" add constraint "company_match_decided_by_team_id_foreign" foreign key ("decided_by_team_id") references "team" ("id") on delete set null;`);
    this.addSql(`alter table "company_match" add constraint "company_match_level_check" check ("level" in ('EXACT', 'STRONG', 'SIMILAR', 'NONE'));`);
    this.addSql(`alter table "company_match" add constraint "company_match_reasons_check" check ("reasons" <@ array['SAME_USCI'::text, 'SAME_LISTING_CODE'::text, 'SAME_FOREIGN_NUMBER'::text, 'SAME_NAME'::text, 'SAME_NORMALISED_NAME'::text, 'FORMER_NAME'::text, 'SHORT_NAME'::text, 'FOREIGN_NAME'::text, 'USCI_TYPED_WRONG'::text, 'ABBREVIATED'::text, 'TYPED_DIFFERENTLY'::text, 'TRANSLATED'::text, 'SAME_GROUP'::text, 'BRANCH'::text, 'SAME_PHONE'::text, 'SAME_CONTACT'::text, 'DIFFERENT_USCI'::text]);`);
    this.addSql(`alter table "company_match" add constraint "company_match_status_check" check ("status" in ('OPEN', 'DISMISSED', 'MERGED'));`);
  }
}
