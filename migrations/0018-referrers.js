import { Migration } from '@mikro-orm/migrations';

export class Migration0018 extends Migration {

  async up() {
    this.addSql(`create table "company_team" ("company_id" uuid not null, "team_id" uuid not null, "since" timestamptz(3) not null, primary key ("company_id"));`);
    this.addSql(`alter table "company_team" add constraint "company_team_team_id_unique" unique ("team_id");`);

    this.addSql(`alter table "lead" add "referrer_company_id" uuid null, add "referrer_company_team_id" uuid null;`);
    this.addSql(`alter table "lead" add constraint "lead_referrer_company_id_foreign" foreign key ("referrer_company_id") references "company" ("id") on delete set null;`);
    this.addSql(`alter table "lead" add constraint "lead_referrer_company_team_id_foreign" foreign key ("referrer_company_team_id") references "team" ("id") on delete set null;`);
    this.addSql(`create index lead_referrer_company_team on lead (referrer_company_team_id) where referrer_company_team_id is not null;`);
    this.addSql(`create index lead_referrer_team on lead (referrer_team_id) where referrer_team_id is not null;`);
    this.addSql(`create index lead_referrer_company on lead (referrer_company_id) where referrer_company_id is not null;`);

    this.addSql(`alter table "company_team" add constraint "company_team_company_id_foreign" foreign key ("company_id") references "company" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "company_team" add constraint "company_team_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
  }

}