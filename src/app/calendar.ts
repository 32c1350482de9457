import { parseArgs } from 'node:util';
import { importWorkCalendar } from '../exchange/import-work-calendar.ts';
import { ImportRefused } from '../exchange/import-refused.ts';
import { readConfig } from './config.ts';
import { onDatabase } from './on-database.ts';
import { StartRefused } from './start-refused.ts';

const USAGE = `用法：
  npm run calendar -- import <文件.csv> --year <年份> --source "<依据的通知>" --announced-on <公布日期>
导入一年的节假日安排（列：day,is_working,name），并重算所有运行中的期限。重复导入同一文件不改变任何内容。`;

interface Given {
  path: string;
  year: number;
  source: string;
  announcedOn: string;
}

/** Null when the arguments are not as the usage says. */
function readArguments(args: readonly string[]): Given | null {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { year: text, source: text, 'announced-on': text },
      allowPositionals: true,
    });
    const [command, path, ...rest] = positionals;
    const { year, source, 'announced-on': announcedOn } = values;
    if (command !== 'import' || !path || rest.length > 0 || !year || !source || !announcedOn) return null;
    return { path, year: Number(year), source, announcedOn };
  } catch {
    return null;
  }
}

/** `npm run calendar`: on the database the configuration names, whether a server runs on it or not. */
async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (given === null) {
    console.error(USAGE);
    return 2;
  }
  const { path, ...notice } = given;
  const config = readConfig(process.env);
  await onDatabase(config, async ({ system }) => {
    const ctx = { pool: system, dataDir: config.dataDir, now: () => new Date() };
    const { added, changed, removed, moved } = await importWorkCalendar(ctx, path, notice);
    console.log(
      `${notice.year} 年节假日安排：新增 ${added} 天，更改 ${changed} 天，删除 ${removed} 天；重算后变动的期限 ${moved} 个`,
    );
  });
  return 0;
}

/** A refusal is for the person at the terminal; anything else is a bug and keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ImportRefused || error instanceof StartRefused) return error.message;
  return `导入中断，可重新运行：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(explain(error));
  return 1;
});
