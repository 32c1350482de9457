import { scanCompanies, type ScanResult } from '../exchange/scan-companies.ts';
import { readConfig } from './config.ts';
import type { Database } from './database.ts';
import { onDatabase } from './on-database.ts';

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
  const scanned = ({ system: pool }: Database) => scanCompanies({ pool, dataDir: config.dataDir, now: () => new Date() });
  const result = await onDatabase(config, scanned, SESSIONS);
  (json ? console.error : console.log)(summaryText(result));
  if (json) console.log(JSON.stringify(result));
  return 0;
}
