// npm run migration:create -- <name>: writes migrations/NNNN-<name>.js for what the entities have and the migrations
// lack. DATABASE_URL names an empty scratch database.
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import { MIGRATIONS, ormConfig } from '../src/app/orm.ts';

const url = process.env.DATABASE_URL;
const name = process.argv[2];
if (!url || !name) throw new Error('usage: DATABASE_URL=<scratch database> npm run migration:create -- <name>');
const orm = await MikroORM.init(ormConfig(url));
await orm.migrator.up();
const made = await orm.migrator.create(undefined, false, false, name);
if (!made.fileName) console.log('nothing to do');
else {
  const number = String(readdirSync(MIGRATIONS).filter((file) => /^\d{4}-/.test(file)).length + 1).padStart(4, '0');
  const draft = path.join(MIGRATIONS, made.fileName);
  const code = readFileSync(draft, 'utf8')
    .replace(
      /^[\s\S]*?class \w+ extends/,
      `import { Migration } from '@mikro-orm/migrations';\n\nexport class Migration${number} extends`,
    )
    .replace(/\n  name = .*\n/, '')
    .replace(/\nexports\.[\s\S]*$/, '');
  writeFileSync(path.join(MIGRATIONS, `${number}-${name}.js`), code);
  unlinkSync(draft);
  console.log(`migrations/${number}-${name}.js`);
}
await orm.close(true);
