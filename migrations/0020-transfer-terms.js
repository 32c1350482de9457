import { Migration } from '@mikro-orm/migrations';

export class Migration0020 extends Migration {

  async up() {
    this.addSql(`alter table "transfer" add "terms" jsonb null;`);
  }

}