// What the deadline of a contest was reckoned by, so that it can be reckoned anew.
import { Migration } from '@mikro-orm/migrations';

export class Migration0019 extends Migration {
  up() {
    this.addSql(`alter table "contest" add "due_days" int not null default 5, add "calendar_version" text not null default '';`);
  }
}
