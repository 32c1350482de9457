import { Migration } from '@mikro-orm/migrations';

export class Migration0028 extends Migration {

  async up() {
    this.addSql(`alter table "session" add "previous_hash" text null, add "exchange_salt" text null, add "exchanged_at" timestamptz(3) null;`);
    this.addSql(`alter table "session" add constraint "session_previous_hash_unique" unique ("previous_hash");`);
  }

}