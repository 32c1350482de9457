import { expect, test } from '@jest/globals';
import { toPage } from '../../src/kernel/page.ts';
import { createSeal } from '../../src/kernel/sealed.ts';

test('a page is counted once, however often its total is asked for under other names', async () => {
  let counted = 0;
  const page = toPage([], { limit: 1, backward: false, position: null }, () => [], {
    seal: createSeal(Buffer.alloc(32)),
    purpose: 'probe',
    asOf: null,
    total: async () => ++counted,
  });
  expect(await Promise.all([page.total(), page.total(), page.total()])).toEqual([1, 1, 1]);
});
