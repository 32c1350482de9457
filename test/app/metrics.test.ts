import { describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { registerMetrics } from '../../src/app/metrics.ts';

describe('metrics', () => {
  test('count answers by status and show what the parts report', async () => {
    const app = Fastify();
    const metrics = registerMetrics(app);
    metrics.sockets.set(3);
    metrics.costRefused.inc({ code: 'COST_EXCEEDED' });
    await app.inject('/nowhere');
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('zhaoshang_http_requests_total{code="404"} 1');
    expect(body).toContain('zhaoshang_sockets 3');
    expect(body).toContain('zhaoshang_cost_refused_total{code="COST_EXCEEDED"} 1');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    await app.close();
  });
});
