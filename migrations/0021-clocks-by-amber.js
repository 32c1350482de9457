// Amber clocks are looked for among all that run.
import { Migration } from '@mikro-orm/migrations';

export class Migration0021 extends Migration {
  up() {
    this.addSql(`create index response_clock_amber on response_clock (amber_at) where state = 'RUNNING';`);
  }
}
