import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ImportRefused } from './import-refused.ts';

export type FileEncoding = 'utf-8' | 'gb18030';

const CHUNK_BYTES = 64 * 1024;

/** The file's text in chunks, decoded strictly: a byte that is not text throws instead of turning into 「�」. */
export async function* textOf(file: string, encoding: FileEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    yield decoder.decode(chunk as Buffer, { stream: true });
  }
  yield decoder.decode();
}

async function decodes(file: string, encoding: FileEncoding): Promise<boolean> {
  try {
    for await (const text of textOf(file, encoding)) if (text.includes('\u0000')) return false;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

/**
 * UTF-8 with or without a mark, else GB18030 as Chinese Excel saves it. GB18030 accepts almost any bytes, so a damaged
 * UTF-8 file can pass as GB18030: its columns are then not found, which the reader reports as a matter of encoding.
 */
export async function detectEncoding(file: string): Promise<FileEncoding> {
  if (await decodes(file, 'utf-8')) return 'utf-8';
  if (await decodes(file, 'gb18030')) return 'gb18030';
  throw new ImportRefused(
    'FILE_ENCODING',
    `文件「${basename(file)}」既不是 UTF-8 也不是 GB18030 编码，请在表格软件中另存为「CSV UTF-8」后重新导入`,
  );
}
