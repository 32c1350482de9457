import { scanCompanies, type ScanResult } from '../exchange/scan-companies.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { startPostgresFor } from './postgres.ts';
import { refuseUnfit } from './refuse-unfit.ts';

/** One session keeps scans apart, one holds the keys, one writes. */
const SESSIONS = 3;

const figure = (value: number): string => value.toLocaleString('en-US');

const summaryText = ({ companies, pairs, new: added, exact, strong, similar }: ScanResult): string =>
  [
    `查重完成：企业 ${figure(companies)} 家，疑似重复 ${figure(pairs)} 对，其中新增 ${figure(added)} 对`,
    `  确定 ${figure(exact)}，很可能 ${figure(strong)}，相似 ${figure(similar)}；请在「疑似重复企业」中逐对核对`,
  ].join('\n');

/** `npm run identity -- scan`: on the database the configuration names, as `npm run import` works. */
export async function scan(json: boolean): Promise<number> {
  const config = readConfig(process.env);
  const postgres = await startPostgresFor(config, (line) => console.error(line));
  try {
    await refuseUnfit(postgres.url);
    await migrate(postgres.url);
    const database = await openDatabase({ url: postgres.url, poolSize: SESSIONS });
    try {
      const result = await scanCompanies({ pool: database.system, dataDir: config.dataDir, now: () => new Date() });
      (json ? console.error : console.log)(summaryText(result));
      if (json) console.log(JSON.stringify(result));
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
  }
  return 0;
}
