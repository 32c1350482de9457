import { describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { registerMetrics } from '../../src/app/metrics.ts';

describe('metrics', () => {
  test('count answers by status and show what the parts report', async () => {
    const app = Fastify();
    const metrics = registerMetrics(app);
    metrics.sockets.set(3);
    metrics.gateRefused.inc({ code: 'COST_EXCEEDED', transport: 'ws' });
    await app.inject('/nowhere');
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('zhaoshang_http_requests_total{code="404"} 1');
    expect(body).toContain('zhaoshang_sockets 3');
    expect(body).toContain('zhaoshang_gate_refusals_total{code="COST_EXCEEDED",transport="ws"} 1');
    expect(body).toContain('zhaoshang_http_request_seconds_count{route="none"} 1');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    await app.close();
  });
});
