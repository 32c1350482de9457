// What every government team may know of a claim, without the investor's name; a trigger keeps it (decision 53).
import { Migration } from '@mikro-orm/migrations';

const KEEP = `create function keep_claim_register() returns trigger language plpgsql as $$
  begin
    insert into claim_register (claim_id, code, company_mask, industry_division, intent, team_id, filed_at, expires_at, ended_at, outcome)
    values (new.id, new.code, new.company_mask, new.industry_division, new.intent, new.team_id, new.filed_at, new.expires_at, new.ended_at, new.outcome)
    on conflict (claim_id) do update set expires_at = excluded.expires_at, ended_at = excluded.ended_at, outcome = excluded.outcome;
    return null;
  end $$`;

export class Migration0025 extends Migration {

  async up() {
    this.addSql(`create table "claim_register" ("claim_id" uuid not null, "code" text not null, "company_mask" text not null, "industry_division" text not null, "intent" text not null, "team_id" uuid not null, "filed_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, "outcome" text null, primary key ("claim_id"));`);
    this.addSql(`create index "claim_register_team_id_index" on "claim_register" ("team_id");`);
    this.addSql(`create index claim_register_newest on claim_register (filed_at desc, claim_id desc);`);

    this.addSql(`alter table "claim" add "company_mask" text not null default '**';`);

    this.addSql(`alter table "claim_register" add constraint "claim_register_claim_id_foreign" foreign key ("claim_id") references "claim" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "claim_register" add constraint "claim_register_team_id_foreign" foreign key ("team_id") references "team" ("id");`);
    this.addSql(`alter table "claim_register" add constraint "claim_register_intent_check" check ("intent" in ('NEW_PLANT', 'EXPANSION', 'HEADQUARTERS', 'R_AND_D', 'SERVICES', 'LOGISTICS', 'COMMERCE', 'AGRICULTURE', 'OTHER'));`);
    this.addSql(`alter table "claim_register" add constraint "claim_register_outcome_check" check ("outcome" in ('LAPSED', 'RELEASED', 'TRANSFERRED', 'OVERTURNED', 'CONCLUDED'));`);

    this.addSql(`insert into claim_register (claim_id, code, company_mask, industry_division, intent, team_id, filed_at, expires_at, ended_at, outcome)
      select id, code, company_mask, industry_division, intent, team_id, filed_at, expires_at, ended_at, outcome from claim`);
    this.addSql(KEEP);
    this.addSql(`create trigger claim_registered after insert or update on claim for each row execute function keep_claim_register()`);
  }

}