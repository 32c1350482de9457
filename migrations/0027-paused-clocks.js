import { Migration } from '@mikro-orm/migrations';

export class Migration0027 extends Migration {

  async up() {
    this.addSql(`alter table "response_clock" add "paused_at" timestamptz(3) null, add "extended_days" int not null default 0;`);
    // Contests that are open already: what they freeze stands still since they were opened.
    this.addSql(`update response_clock c set paused_at = greatest(k.opened_at, c.started_at) from lead l join contest k on k.id = l.frozen_by_id
      where l.id = c.lead_id and c.state = 'RUNNING';`);
  }

}