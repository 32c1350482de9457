import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readTree } from '../../scripts/source-tree.ts';
import { FAULT_CODES } from '../../src/kernel/fault.ts';
import { ErrorCode } from '../../src/kernel/refusal.ts';

const document = readFileSync(path.resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');

/** Codes of the table under the heading that starts like this. */
function documented(heading: string): string[] {
  const section = document.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code = '']) => code);
}

/** What the program may say when it does not start or import. */
function codesOfRefusedRuns(): string[] {
  const made = [...readTree('src').values()].flatMap((text) => [
    ...text.matchAll(/new (?:Start|Import)Refused\(\s*'([A-Z_]+)'/g),
  ]);
  return [...new Set(['CONFIG_INVALID', ...made.map(([, code = '']) => code)])];
}

describe('docs/errors.md', () => {
  test('lists every code of a refusal', () => {
    expect(documented('Refusals').sort()).toEqual(Object.keys(ErrorCode).sort());
  });

  test('lists every code of a fault', () => {
    expect(documented('Faults').sort()).toEqual([...FAULT_CODES].sort());
  });

  test('lists every code of a start or import that is refused', () => {
    expect(documented('Start').sort()).toEqual(codesOfRefusedRuns().sort());
  });
});
