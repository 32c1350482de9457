import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import type { Database } from './database.ts';
import { createFirstTeam, type FirstTeam } from './first-team.ts';
import { ensureInstallation } from './installation.ts';
import { onDatabase } from './on-database.ts';
import { StartRefused } from './start-refused.ts';
import { furnish } from './welcome.ts';

const USAGE = `用法：
  npm run set-up -- --team <市级团队名称> --code <团队代码> --login <登录名> [--person <姓名>] [--password-stdin]
建立市级团队和它的首位负责人。密码自动生成并只显示一次；加 --password-stdin 则从标准输入读取。`;

type Given = Omit<FirstTeam, 'password'> & { fromStdin: boolean };

/** Null when the arguments are not as the usage says. */
function readArguments(args: readonly string[]): Given | null {
  const text = { type: 'string' } as const;
  const options = { team: text, code: text, login: text, person: text, 'password-stdin': { type: 'boolean' } } as const;
  try {
    const { team, code, login, person, 'password-stdin': fromStdin } = parseArgs({ args: [...args], options }).values;
    if (!team || !code || !login) return null;
    return { team, code, login, person: person?.trim() || login, fromStdin: fromStdin === true };
  } catch {
    return null;
  }
}

/** `npm run set-up`: on the database the configuration names; what is made here is never a demo. */
async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (given === null) {
    console.error(USAGE);
    return 2;
  }
  const password = given.fromStdin ? (await text(process.stdin)).split(/\r?\n/)[0]! : randomBytes(15).toString('base64url');
  const config = readConfig(process.env);
  await onDatabase(config, (database) => setUp(database, { ...given, password }));
  console.log(`已建立市级团队「${given.team}」（${given.code.toUpperCase()}），负责人登录名 ${given.login}`);
  if (!given.fromStdin) console.log(`初始密码（只显示这一次，登录后请用 changePassword 更换）：${password}`);
  return 0;
}

async function setUp(database: Database, first: FirstTeam): Promise<void> {
  const now = () => new Date();
  const installation = await ensureInstallation(database.system, false, now(), () => furnish(database, false, now));
  if (installation.isDemo)
    throw new StartRefused('SETUP_DEMO', '该数据库装有演示数据，不能正式使用。请换一个空库：设置 DATABASE_URL 或另一个 DATA_DIR');
  await createFirstTeam(database.system, now, first);
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  const unexpected = () => `初始化失败：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  console.error(error instanceof StartRefused ? error.message : unexpected());
  return 1;
});
