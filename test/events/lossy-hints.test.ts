import { expect, test } from '@jest/globals';
import { overLossyHints } from './lossy-hints.ts';

test('NOTIFY that drops, doubles and reorders a tenth, then falls silent: every hub sends the log, whole, once, in order', async () => {
  const { log, heard, counted } = await overLossyHints({ BUS: 'pg' });
  expect(log).toHaveLength(240);
  expect(heard).toEqual([log, log]);
  for (const count of Object.values(counted)) expect(count).toBeGreaterThan(0);
}, 300_000);
