import { Migration } from '@mikro-orm/migrations';

export class Migration0029 extends Migration {

  async up() {
    this.addSql(`alter table "credit_party" add "outside" int not null default 0;`);
  }

}