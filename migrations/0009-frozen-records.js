import { Migration } from '@mikro-orm/migrations';

export class Migration0009 extends Migration {

  async up() {
    this.addSql(`alter table "lead" add "frozen_by_id" uuid null;`);

    this.addSql(`alter table "cases" add "frozen_by_id" uuid null;`);
  }

}