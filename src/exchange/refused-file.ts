import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, dirname, extname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { ImportRefused } from './import-refused.ts';

export interface RefusedRow {
  /** Where in the input: a line, or file and line. */
  place: string;
  code: string;
  reason: string;
  cells: readonly string[];
}

/** Excel runs a cell that begins like a formula; an apostrophe in front makes it text. */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export interface RefusedFile {
  write(row: RefusedRow): Promise<void>;
  /** Path of the file, or null when nothing was refused. */
  close(): Promise<string | null>;
}

/** The file, begun. An error between two rows has no caller yet: it stays with the stream, and the next step tells it. */
async function begin(path: string): Promise<WriteStream> {
  await mkdir(dirname(path), { recursive: true });
  return createWriteStream(path).on('error', () => {});
}

async function append(stream: WriteStream, text: string): Promise<void> {
  if (stream.errored) throw stream.errored;
  if (!stream.write(text)) await once(stream, 'drain');
}

async function end(stream: WriteStream): Promise<void> {
  if (stream.errored) throw stream.errored;
  stream.end();
  await finished(stream);
}

/** Rows that were not taken, each with its reason, to be mended and imported again. The file appears with the first of them. */
export function refusedFile(options: { dataDir: string; input: string; columns: readonly string[]; now: Date }): RefusedFile {
  const stamp = options.now.toISOString().replace(/[-:]|\.\d+/g, '');
  const name = `${basename(options.input, extname(options.input))}-${stamp}-${process.pid}-refused.csv`;
  const path = join(options.dataDir, 'imports', name);
  let stream: WriteStream | undefined;
  const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  const unwritable = (cause: unknown): never => {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const message = `拒收的行无法写入 ${path}（${code}），导入中断，已完成的批次保留。请腾出空间或检查写入权限后重新运行`;
    throw new ImportRefused('REFUSED_FILE_UNWRITABLE', message, { cause });
  };
  return {
    async write({ place, code, reason, cells }) {
      const text = line([place, code, reason, ...cells]);
      const header = stream ? '' : `\uFEFF${line(['位置', '代码', '原因', ...options.columns])}`;
      try {
        await append((stream ??= await begin(path)), header + text);
      } catch (error) {
        unwritable(error);
      }
    },
    async close() {
      if (stream === undefined) return null;
      await end(stream).catch(unwritable);
      return path;
    },
  };
}
