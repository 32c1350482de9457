import { expect, test } from '@jest/globals';
import { startNats } from '../../src/app/cluster-nats.ts';
import { overLossyHints } from '../events/lossy-hints.ts';

test('NATS that drops, doubles and reorders a tenth, then falls silent: every hub sends the log, whole, once, in order', async () => {
  const nats = await startNats();
  const { log, heard, counted } = await overLossyHints({ BUS: 'nats', NATS_URL: nats.url }).finally(() => nats.stop());
  expect(log).toHaveLength(240);
  expect(heard).toEqual([log, log]);
  for (const count of Object.values(counted)) expect(count).toBeGreaterThan(0);
}, 300_000);
