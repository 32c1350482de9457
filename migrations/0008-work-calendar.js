// Holidays and working weekends by year; the years themselves are data (`data/work-calendar.csv`), loaded at the start.
import { Migration } from '@mikro-orm/migrations';

export class Migration0008 extends Migration {
  up() {
    this.addSql(`create table "work_calendar_year" ("year" int not null, "announced_on" date null, "source" text not null, "revision" uuid not null, primary key ("year"));`);

    this.addSql(`create table "work_calendar" ("day" date not null, "year" int not null, "is_working" boolean not null, "name" text not null, primary key ("day"));`);
    this.addSql(`create index "work_calendar_year_index" on "work_calendar" ("year");`);

    this.addSql(`alter table "work_calendar" add constraint "work_calendar_year_foreign" foreign key ("year") references "work_calendar_year" ("year");`);
  }
}
