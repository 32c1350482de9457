import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, extname, join } from 'node:path';

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

/** Rows that were not taken, each with its reason, to be mended and imported again. The file appears with the first of them. */
export function refusedFile(options: { dataDir: string; input: string; columns: readonly string[]; now: Date }): RefusedFile {
  const folder = join(options.dataDir, 'imports');
  const stamp = options.now.toISOString().replace(/[-:]|\.\d+/g, '');
  const path = join(folder, `${basename(options.input, extname(options.input))}-${stamp}-${process.pid}-refused.csv`);
  let stream: WriteStream | undefined;
  const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  return {
    async write({ place, code, reason, cells }) {
      if (stream === undefined) {
        await mkdir(folder, { recursive: true });
        stream = createWriteStream(path);
        stream.write(`\uFEFF${line(['位置', '代码', '原因', ...options.columns])}`);
      }
      if (!stream.write(line([place, code, reason, ...cells]))) await once(stream, 'drain');
    },
    async close() {
      if (stream === undefined) return null;
      stream.end();
      await once(stream, 'close');
      return path;
    },
  };
}
