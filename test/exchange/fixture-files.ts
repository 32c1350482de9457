import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import type { ImportCtx } from '../../src/exchange/import-ctx.ts';
import { orgCheckChar, usciCheckChar } from '../../src/kernel/usci.ts';
import type { World } from '../world.ts';

/** A valid identifier of an invented company; `serial` tells them apart. */
export function madeUsci(serial: number, division = '510107'): string {
  const body = `TEST${String(serial).padStart(4, '0')}`.replace('S', 'R');
  const first17 = `91${division}${body}${orgCheckChar(body)}`;
  return first17 + usciCheckChar(first17);
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const HEADER = ['企业名称', '统一社会信用代码', '注册日期', '企业类型', '注册资金', '经营范围', '所在省份', '地区', '注册地址'];

export interface Registered {
  name: string;
  usci: string;
  on?: string;
  form?: string;
  capital?: string;
  scope?: string;
  address?: string;
}

export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');

export const registryText = (rows: readonly Registered[]): string =>
  csvText([
    HEADER,
    ...rows.map(({ name, usci, on = '2001-03-09', form = 'N/A', capital = 'N/A', scope = 'N/A', address = 'N/A' }) => [
      name,
      usci,
      on,
      form,
      capital,
      scope,
      '四川',
      '成都',
      address,
    ]),
  ]);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Removed when the tests of the file are through. */
export function fixtureFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-import-'));
  folders.push(folder);
  return folder;
}

export function fixtureFile(name: string, content: string | Uint8Array, folder = fixtureFolder()): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

export const importCtx = (world: World): ImportCtx => ({
  pool: world.db.system,
  dataDir: fixtureFolder(),
  now: () => new Date(),
});

/** The refused file's rows without its header: place, code, reason, cells. */
export const refusedRows = (file: string | null): string[] =>
  file === null
    ? []
    : readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .trim()
        .split('\r\n')
        .slice(1);
