import { parseArgs } from 'node:util';
import { compareIdentities, type Identity } from '../companies/compare-companies.ts';
import { MatchLevel, type MatchReason } from '../companies/match-reason.ts';
import { rowsOf, surveyCsv, type CsvFile } from '../exchange/csv-rows.ts';
import { ImportRefused } from '../exchange/import-refused.ts';
import { StartRefused } from './start-refused.ts';

const USAGE = `用法：
  npm run identity -- evaluate <名称对.csv> --left <列名> --right <列名> [--left-code <列名> --right-code <列名>] [--json]
      逐行比较两列企业名称(可附信用代码),给出匹配强度与理由；--json 每行一个 JSON，末行为各强度的行数
  npm run identity -- scan [--json]
      在企业库中查找疑似重复的企业,列入待核对清单；可反复运行，--json 末行为一个 JSON`;

interface Pair {
  left: string;
  right: string;
  level: string;
  reasons: readonly MatchReason[];
}

const LEVEL_WORDS: Readonly<Record<string, string>> = { exact: '确定', strong: '很可能', similar: '相似', none: '无关' };
const OPTIONS = {
  left: { type: 'string' },
  right: { type: 'string' },
  'left-code': { type: 'string' },
  'right-code': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [command, file, ...more] = positionals;
    const { left, right, json } = values;
    const codes = [values['left-code'], values['right-code']] as const;
    const isWhole = command === 'evaluate' && file !== undefined && more.length === 0;
    const inPairs = (codes[0] === undefined) === (codes[1] === undefined);
    if (!isWhole || left === undefined || right === undefined || !inPairs) return null;
    return { file, json, columns: [left, right, ...codes.filter((code) => code !== undefined)] };
  } catch {
    return null;
  }
}

async function openPairs(path: string, wanted: readonly string[]): Promise<CsvFile> {
  const file = await surveyCsv(path, { missing: (columns) => wanted.filter((column) => !columns.includes(column)) });
  if (file.encoding !== 'utf-8') {
    throw new ImportRefused('FILE_ENCODING', `文件「${path}」不是 UTF-8 编码，请在表格软件中另存为「CSV UTF-8」后重试`);
  }
  return file;
}

const STOCK_CODE = /^(\d{6})(?:\.[A-Z]{2})?$/i;

/** A column of codes may hold stock codes, with their market or without. */
function identityOf(name: string, code = ''): Identity {
  const listingCode = STOCK_CODE.exec(code.trim())?.[1];
  return listingCode === undefined ? { name, usci: code } : { name, listingCode };
}

/** One pair for each data row, compared as intake compares. */
async function* pairsOf(file: CsvFile, wanted: readonly string[]): AsyncGenerator<Pair> {
  const at = wanted.map((column) => file.columns.indexOf(column));
  for await (const { cells } of rowsOf(file)) {
    const [left = '', right = '', leftCode, rightCode] = at.map((index) => cells[index] ?? '');
    const { level, reasons } = compareIdentities(identityOf(left, leftCode), identityOf(right, rightCode));
    yield { left, right, level: level.toLowerCase(), reasons };
  }
}

const tableLine = ({ left, right, level, reasons }: Pair): string =>
  [LEVEL_WORDS[level], reasons.join('、') || '-', left, right].join('\t');

async function main(args: readonly string[]): Promise<number> {
  const [command, ...options] = args;
  if (command === 'scan' && options.every((each) => each === '--json')) {
    const { scan } = await import('./identity-scan.ts'); // a comparison needs no database
    return scan(options.length > 0);
  }
  const asked = readArguments(args);
  if (asked === null) {
    console.error(USAGE);
    return 2;
  }
  const file = await openPairs(asked.file, asked.columns);
  const counts = Object.fromEntries(Object.values(MatchLevel).map((level) => [level.toLowerCase(), 0]));
  if (!asked.json) console.log(['强度', '理由', '左', '右'].join('\t'));
  for await (const pair of pairsOf(file, asked.columns)) {
    counts[pair.level]! += 1;
    console.log(asked.json ? JSON.stringify(pair) : tableLine(pair));
  }
  const total = Object.entries(counts).map(([level, n]) => `${LEVEL_WORDS[level]} ${n}`);
  console.log(asked.json ? JSON.stringify(counts) : total.join('，'));
  return 0;
}

// Whoever reads the lines may have enough of them (| head).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(
    error instanceof ImportRefused || error instanceof StartRefused
      ? error.message
      : `比较中断：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return error instanceof ImportRefused ? 2 : 1;
});
