import { describe, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { rowsOf, surveyCsv } from '../../src/exchange/csv-rows.ts';
import { csvCell } from '../../src/exchange/refused-file.ts';
import { fixtureFile } from './fixture-files.ts';

const needs = { missing: (columns: readonly string[]) => ['名称', '代码'].filter((need) => !columns.includes(need)) };
const survey = (content: string | Uint8Array) => surveyCsv(fixtureFile('in.csv', content), needs);
// 「名称,代码\n锦城,1\n」 as GB18030: Node decodes this encoding but does not write it.
const GB18030 = Buffer.from('c3fbb3c62cb4facbeb0abdf5b3c72c310a'.replace('cbeb', 'c2eb'), 'hex');

async function cells(content: string | Uint8Array): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for await (const row of rowsOf(await survey(content))) rows.push(row.cells);
  return rows;
}

describe('a CSV file', () => {
  test.each([
    ['UTF-8', '名称,代码\n锦城,1\n'],
    ['UTF-8 with a mark', '\uFEFF名称,代码\r\n锦城,1\r\n'],
    ['GB18030', GB18030],
    ['lines that end in several ways', '名称,代码\r\n"锦城","1"\n'],
  ])('is read as %s', async (_, content) => {
    expect(await cells(content)).toEqual([['锦城', '1']]);
  });

  test('has its rows counted and its lines numbered before it is taken', async () => {
    const file = await survey('名称,代码\n"锦\n城",1\n\n蓉城,2\n');
    expect(file).toMatchObject({ encoding: 'utf-8', columns: ['名称', '代码'], rowCount: 2 });
    const lines: number[] = [];
    for await (const { line } of rowsOf(file)) lines.push(line);
    expect(lines).toEqual([3, 5]);
  });

  test.each([
    ['is empty', '', 'FILE_EMPTY'],
    ['lacks a column', '名称,地址\n锦城,x\n', 'FILE_MISSING_COLUMNS'],
    ['has an open quote', '名称,代码\n锦城,1\n"蓉城,2\n', 'FILE_BROKEN_QUOTES'],
    ['has text after a quote', '名称,代码\n"锦"城,1\n', 'FILE_BROKEN_QUOTES'],
    ['has a quote that swallows the rest', `名称,代码\n"锦城${',1\n'.repeat(200_000)}`, 'FILE_RECORD_TOO_LARGE'],
    [
      'is damaged UTF-8',
      Buffer.concat([Buffer.from('名称,代码\n锦'), Buffer.from([0xe5, 0x9f]), Buffer.from(',1\n')]),
      'FILE_ENCODING',
    ],
    ['is UTF-16', Buffer.from('\uFEFF名称,代码\n锦城,1\n', 'utf16le'), 'FILE_ENCODING'],
    ['is not text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xff, 0xff]), 'FILE_ENCODING'],
  ])('that %s is refused as a whole', async (_, content, code) => {
    await expect(survey(content)).rejects.toMatchObject({ name: 'ImportRefused', code });
  });

  test('that is not there is refused by name', async () => {
    await expect(surveyCsv('/nowhere/in.csv', needs)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('csvCell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-5', "'-5"],
    ['4,000(万元)', '"4,000(万元)"'],
    ['说"好"', '"说""好"""'],
    ['锦城', '锦城'],
  ])('%s is written as %s', (value, written) => {
    expect(csvCell(value)).toBe(written);
  });
});
