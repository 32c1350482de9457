// Names abroad are recorded beside former and short ones (decision 47).
import { Migration } from '@mikro-orm/migrations';

export class Migration0022 extends Migration {
  up() {
    this.addSql(`alter table "company_name" drop constraint "company_name_kind_check";`);
    this.addSql(`alter table "company_name" add constraint "company_name_kind_check" check ("kind" in ('NAME', 'FORMER', 'SHORT', 'FOREIGN'));`);
  }
}
