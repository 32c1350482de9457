import { basename } from 'node:path';
import type { z } from 'zod';
import { textOf } from './file-encoding.ts';
import type { RowLedger } from './row-ledger.ts';

export interface JsonLine<T> {
  /** File and line, as the refused file names it. */
  place: string;
  text: string;
  value: T;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of textOf(path, 'utf-8')) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

/** The records of a JSON-lines file; a line that is no such record is refused, not the file. */
export async function* jsonLines<S extends z.ZodType>(
  path: string,
  schema: S,
  ledger: RowLedger,
): AsyncGenerator<JsonLine<z.output<S>>> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '') continue;
    const place = `${basename(path)}:${number}`;
    const value = schema.safeParse(parsed(text));
    if (value.success) yield { place, text, value: value.data };
    else await ledger.refuse(place, { code: 'RECORD_INVALID', reason: `记录缺少或写错：${fieldsOf(value.error)}` }, [text]);
  }
}

const fieldsOf = (error: z.ZodError): string =>
  error.issues.map(({ path }) => path.join('.') || '整行不是有效的 JSON 对象').join('、');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
