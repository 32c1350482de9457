import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { topOf } from '../../src/companies/investor-group.ts';

test('a company without parents stands for itself', () => {
  expect(topOf('a', [])).toBe('a');
});

test('companies that own each other in a circle have one that stands for all, their daughters too', () => {
  const circle = [
    ['b', 'c'],
    ['c', 'd'],
    ['d', 'b'],
    ['a', 'b'],
  ] as const;
  expect(['a', 'b', 'c', 'd'].map((id) => topOf(id, circle))).toEqual(['b', 'b', 'b', 'b']);
});

test('all of one tree have its root, in whatever order its relations are read', () => {
  const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 30 }).map((picks) => {
    const steps = picks.map((pick, i) => [`n${i + 1}`, `n${pick % (i + 1)}`] as const);
    return { steps, size: picks.length + 1 };
  });
  fc.assert(
    fc.property(trees, fc.infiniteStream(fc.nat()), ({ steps, size }, random) => {
      const mixed = steps
        .map((step) => ({ step, at: random.next().value! }))
        .sort((a, b) => a.at - b.at)
        .map(({ step }) => step);
      for (let i = 0; i < size; i++) expect(topOf(`n${i}`, mixed)).toBe('n0');
    }),
  );
});
