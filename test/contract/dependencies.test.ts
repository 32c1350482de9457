import { describe, expect, test } from '@jest/globals';
import { dependencyProblems } from '../../scripts/check-dependencies.ts';
import { importCycles } from '../../scripts/import-cycles.ts';
import { importsOf } from '../../scripts/source-tree.ts';

const problems = (files: Record<string, string>) => dependencyProblems(new Map(Object.entries(files)));

describe('the dependency rule', () => {
  test('lets a feature look upstream', () => {
    expect(problems({ 'src/cases/case.ts': `import { Lead } from '../leads/lead.ts';`, 'src/leads/lead.ts': '' })).toEqual([]);
    expect(problems({ 'src/main.ts': `import { serve } from './app/server.ts';` })).toEqual([]);
  });

  test.each([
    ['a value', `import { Case } from '../cases/case.ts';`],
    ['a type', `import type { Case } from '../cases/case.ts';`],
    ['a re-export', `export { Case } from '../cases/case.ts';`],
    ['a type in place', `const c: import('../cases/case.ts').Case = x;`],
    ['a dynamic import', `await import('../cases/case.ts');`],
  ])('refuses %s from downstream', (_, text) => {
    expect(problems({ 'src/leads/lead.ts': text })).toEqual([expect.stringContaining('leads imports src/cases/case.ts')]);
  });

  test('keeps the kernel free of features', () => {
    expect(problems({ 'src/kernel/page.ts': `import type { EventKind } from '../events/event.ts';` })).toHaveLength(1);
  });

  test('gives a folder outside the order no place', () => {
    expect(problems({ 'src/people/person.ts': '' })).toEqual([expect.stringContaining('folder people has no place')]);
  });

  test('keeps the ORM out of resolvers', () => {
    expect(
      problems({ 'src/leads/lead.resolver.ts': `import type { EntityManager } from '@mikro-orm/postgresql';` }),
    ).toHaveLength(1);
  });

  test.each([
    `import { readFileSync } from 'node:fs';`,
    `import { LeadService } from './lead.service.ts';`,
    'export const mayClaim = async () => true;',
    `export const mayClaim = (ctx: Ctx) => ctx.read('select 1');`,
  ])('keeps policies pure: %s', (text) => {
    expect(problems({ 'src/leads/lead.policy.ts': text })).toHaveLength(1);
  });

  test.each([
    'select 1 from lead where id = $1',
    'join "cases" c on true',
    'update case_share\n set level = 1',
    'insert into contact values (1)',
  ])('keeps raw reads of access-controlled tables at home: %s', (sql) => {
    expect(problems({ 'src/chains/chain.loaders.ts': `const sql = \`${sql}\`;` })).toHaveLength(1);
    expect(problems({ 'src/leads/lead.loaders.ts': `const sql = \`${sql}\`;` })).toEqual([]);
  });

  test('looks at code, not at comments', () => {
    expect(problems({ 'src/chains/chain.ts': '// counted from lead rows\n/** joins from cases upwards */' })).toEqual([]);
    expect(importsOf('src/a/b.ts', `const url = 'postgres://x'; import { c } from '../c.ts';`)).toEqual(['src/c.ts']);
  });

  test('finds files that import each other in a circle', () => {
    const circle = {
      'src/leads/a.ts': `import './b.ts';`,
      'src/leads/b.ts': `import type { C } from './c.ts';`,
      'src/leads/c.ts': `import './a.ts';`,
    };
    expect(problems(circle)).toEqual(['files import each other in a circle: src/leads/a.ts ↔ src/leads/b.ts ↔ src/leads/c.ts']);
    expect(
      importCycles(
        new Map([
          ['a', ['b']],
          ['b', []],
          ['c', ['a', 'b']],
        ]),
      ),
    ).toEqual([]);
  });
});
