// What names of one company have in common, to find whom to compare with (decision 48). SQL cannot work it out: rows of before
// stay without until the start that runs this migration has filled them.
import { Migration } from '@mikro-orm/migrations';

export class Migration0015 extends Migration {
  up() {
    this.addSql(`alter table "company_name" add "keys" int[] null;`);
    this.addSql(`create index company_name_keys on company_name using gin (keys);`);
    this.addSql(`create index company_name_without_keys on company_name (id) where keys is null;`);
  }
}
