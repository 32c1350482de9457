import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { detectEncoding, textOf, type FileEncoding } from './file-encoding.ts';
import { ImportRefused } from './import-refused.ts';

/** A surveyed file: what is in it is known before the first row is written. */
export interface CsvFile {
  path: string;
  encoding: FileEncoding;
  columns: readonly string[];
  rowCount: number;
}
export interface CsvRow {
  /** Line in the file where the record ends, counted as editors do. */
  line: number;
  cells: readonly string[];
}

export interface CsvSurvey {
  /** Columns the file would need and lacks. */
  missing(columns: readonly string[]): readonly string[];
  /** Sees every row before any is taken. */
  onRow?(cells: readonly string[]): void;
}

const MAX_RECORD_CHARS = 256 * 1024;

async function* records(path: string, encoding: FileEncoding): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'], // one file may have several, where it was put together from others
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: MAX_RECORD_CHARS,
  });
  const source = Readable.from(textOf(path, encoding));
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const { info, record } of source.pipe(parser) as AsyncIterable<{ info: { lines: number }; record: string[] }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw refusalOf(error, path);
  } finally {
    source.destroy();
  }
}

function refusalOf(error: unknown, path: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = (error as CsvError & { lines?: number }).lines ?? '?';
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new ImportRefused(
      'FILE_RECORD_TOO_LARGE',
      `文件「${basename(path)}」第 ${line} 行附近的一条记录超长，多半是引号没有成对，请修正后重新导入`,
      {
        cause: error,
      },
    );
  }
  return new ImportRefused('FILE_BROKEN_QUOTES', `文件「${basename(path)}」第 ${line} 行附近的引号没有成对，请修正后重新导入`, {
    cause: error,
  });
}

/** Reads the whole file once without writing: a fault on the last line must not leave the first lines imported. */
export async function surveyCsv(path: string, survey: CsvSurvey): Promise<CsvFile> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ImportRefused('FILE_NOT_FOUND', `找不到文件「${path}」，请检查路径`, { cause: error });
  });
  if (found.isDirectory()) throw new ImportRefused('FILE_NOT_FOUND', `「${path}」是文件夹，请给出其中的文件`);
  const encoding = await detectEncoding(path);
  let columns: readonly string[] | undefined;
  let rowCount = -1;
  for await (const { cells } of records(path, encoding)) {
    if (columns === undefined) {
      columns = cells.map((cell) => cell.trim());
      refuseColumns(path, encoding, columns, survey.missing(columns));
    } else survey.onRow?.(cells);
    rowCount += 1;
  }
  if (columns === undefined) throw new ImportRefused('FILE_EMPTY', `文件「${basename(path)}」是空的，请选择有表头和数据的文件`);
  return { path, encoding, columns, rowCount };
}

function refuseColumns(path: string, encoding: FileEncoding, columns: readonly string[], missing: readonly string[]): void {
  if (missing.length === 0) return;
  const garbled = encoding === 'gb18030' && !columns.some((column) => /代码|名称|简称|日期|地址/.test(column));
  if (garbled) {
    throw new ImportRefused(
      'FILE_ENCODING',
      `文件「${basename(path)}」的编码无法识别(文件可能已损坏),请在表格软件中另存为「CSV UTF-8」后重新导入`,
    );
  }
  throw new ImportRefused('FILE_MISSING_COLUMNS', `文件「${basename(path)}」缺少列：${missing.join('、')}。请补上表头后重新导入`);
}

/** The data rows of a surveyed file, streamed. */
export async function* rowsOf(file: CsvFile): AsyncGenerator<CsvRow> {
  let isHeader = true;
  for await (const row of records(file.path, file.encoding)) {
    if (isHeader) isHeader = false;
    else yield row;
  }
}
