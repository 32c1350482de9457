import { Migration } from '@mikro-orm/migrations';

export class Migration0019 extends Migration {

  async up() {
    this.addSql(`alter table "transfer" add "terms" jsonb null;`);
  }

}