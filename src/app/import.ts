import { importChains } from '../exchange/import-chains.ts';
import { importCompanies } from '../exchange/import-companies.ts';
import type { ImportCtx } from '../exchange/import-ctx.ts';
import { ImportRefused } from '../exchange/import-refused.ts';
import { summaryText, tallyLine, type ImportResult } from '../exchange/import-tally.ts';
import { readConfig } from './config.ts';
import { onDatabase } from './on-database.ts';
import { StartRefused } from './start-refused.ts';

const USAGE = `用法：
  npm run import -- companies <文件.csv> [--json]     导入企业（工商登记或上市公司年报格式）
  npm run import -- chains <文件夹或文件> [--json]    导入产业链（产业链 JSON 或上市公司产业链图谱）`;

type Import = (ctx: ImportCtx, path: string) => Promise<ImportResult>;
const IMPORTS: Record<string, Import> = { companies: importCompanies, chains: importChains };

/** `npm run import`: on the database the configuration names, whether a server runs on it or not. */
async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const [kind = '', path, ...rest] = args.filter((arg) => arg !== '--json');
  const run = Object.hasOwn(IMPORTS, kind) ? IMPORTS[kind] : undefined;
  if (run === undefined || path === undefined || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const config = readConfig(process.env);
  const result = await onDatabase(config, ({ system }) =>
    run({ pool: system, dataDir: config.dataDir, now: () => new Date() }, path),
  );
  (json ? console.error : console.log)(summaryText(result));
  if (json) console.log(tallyLine(result));
  return 0;
}

/** A refusal is for the person at the terminal; anything else is a bug and keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ImportRefused || error instanceof StartRefused) return error.message;
  return `导入中断，已完成的批次保留，可修正后重新运行：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(explain(error));
  return 1;
});
