import { Migration } from '@mikro-orm/migrations';

export class Migration0026 extends Migration {

  async up() {
    this.addSql(`alter table "claim_party" drop constraint "claim_party_state_check";`);
    this.addSql(`alter table "claim_party" add "left_at" timestamptz(3) null;`);
    this.addSql(`alter table "claim_party" add constraint "claim_party_state_check" check ("state" in ('INVITED', 'JOINED', 'DECLINED', 'CLOSED', 'WITHDRAWN', 'LEFT'));`);
  }

}