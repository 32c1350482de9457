import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const bin = (name: string) => path.join(root, 'node_modules/.bin', name);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zhaoshang-lint-'));
  for (const name of ['.oxlintrc.json', '.prettierrc.json', 'tsconfig.json', 'package.json'])
    cpSync(path.join(root, name), path.join(folder, name));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, 'src'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rules that the text breaks as a file of `src/`. */
function broken(text: string): string[] {
  writeFileSync(path.join(folder, 'src/probe.ts'), text);
  const { stdout } = spawnSync(bin('oxlint'), ['--type-aware', '--deny-warnings', '-f', 'unix', 'src'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/\[(?:Error|Warning)\/[\w-]+\(([\w-]+)\)\]/g)].map(([, rule = '']) => rule);
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `export const v${i} = ${i};`).join('\n');
const branches = Array.from({ length: 12 }, (_, i) => `if (n === ${i}) return ${i * 2};`).join('\n');
const long = Array.from({ length: 60 }, (_, i) => `console.log(${i});`).join('\n');

describe('the linter', () => {
  test('is content with plain code', () => {
    expect(broken('export const one = (): number => 1;\n')).toEqual([]);
  });

  test.each([
    ['no-explicit-any', 'export const f = (x: any): unknown => x;\n'],
    ['no-default-export', 'export default 1;\n'],
    ['no-floating-promises', 'export const f = (p: Promise<void>): void => {\n  p;\n  p.then(() => {});\n};\n'],
    ['no-unused-vars', 'const x = 1;\nexport {};\n'],
    ['max-lines', `${lines(401)}\n`],
    ['max-lines-per-function', `export function f(): void {\n${long}\n}\n`],
    ['complexity', `export function f(n: number): number {\n${branches}\nreturn n;\n}\n`],
  ])('finds %s', (rule, text) => {
    expect(broken(text)).toContain(rule);
  });
});

describe('the other tools', () => {
  test('find what is not formatted', () => {
    writeFileSync(path.join(folder, 'src/probe.ts'), 'export const  a = "x"\n');
    expect(() => execFileSync(bin('prettier'), ['--check', 'src'], { cwd: folder, stdio: 'pipe' })).toThrow();
  });

  test('find what has the wrong type', () => {
    writeFileSync(path.join(folder, 'src/probe.ts'), "export const a: number = 'x';\n");
    const { status, stdout } = spawnSync(bin('tsc'), ['--noEmit', '-p', '.'], { cwd: folder, encoding: 'utf8' });
    expect([status !== 0, stdout]).toEqual([true, expect.stringContaining('TS2322')]);
  });
});
