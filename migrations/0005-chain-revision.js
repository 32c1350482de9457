// A number that changes with everything a chain's map shows but its counts, in the same transaction (decision 45).
import { Migration } from '@mikro-orm/migrations';

// Never given twice, so that a chain that was changed and changed back is a changed one.
const REVISED = `create function revise_chain() returns trigger language plpgsql as $$
  begin
    new.revision := nextval('chain_revision');
    return new;
  end $$`;

const NODES = `create function revise_chain_of_nodes() returns trigger language plpgsql as $$
  begin
    update chain set revision = 0 where id in (select chain_id from changed);
    return null;
  end $$`;

const LINKS = `create function revise_chain_of_links() returns trigger language plpgsql as $$
  begin
    update chain set revision = 0 where id in (select n.chain_id from changed l join chain_node n on n.id in (l.supplier_id, l.customer_id));
    return null;
  end $$`;

export class Migration0005 extends Migration {
  up() {
    this.addSql(`create sequence chain_revision`);
    this.addSql(`alter table "chain" add column "revision" bigint not null default '0';`);
    this.addSql(`update chain set revision = nextval('chain_revision')`);
    for (const made of [REVISED, NODES, LINKS]) this.addSql(made);
    this.addSql(`create trigger chain_revised before insert or update on chain for each row execute function revise_chain()`);
    for (const [table, run] of [
      ['chain_node', 'revise_chain_of_nodes'],
      ['chain_link', 'revise_chain_of_links'],
    ]) {
      for (const [name, on] of [
        ['added', 'insert on %t referencing new table as changed'],
        ['changed', 'update on %t referencing new table as changed'],
        ['removed', 'delete on %t referencing old table as changed'],
      ])
        this.addSql(`create trigger ${table}_${name} after ${on.replace('%t', table)} for each statement execute function ${run}()`);
    }
  }
}
