import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/app/config.ts';
import { helpText, settings } from '../../src/app/settings.ts';

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      dataDir: '.data',
      databaseUrl: undefined,
      databaseReplicaUrls: [],
      natsUrl: undefined,
      bus: 'pg',
      demo: true,
      demoClockDays: 0,
      logLevel: 'info',
      tokenMinutes: 60,
      replayDays: 30,
      allowedOrigins: [],
      poolSize: 10,
      trustProxy: false,
      drainSeconds: 0,
      sockets: { node: 15_000, address: 10_000, team: 10_000 },
    });
  });

  test('loads the demo by itself only into the embedded database', () => {
    const DATABASE_URL = 'postgres://zhaoshang:geheim@db/zhaoshang';
    expect(readConfig({ DATABASE_URL }).demo).toBe(false);
    expect(readConfig({ DATABASE_URL, DEMO: '1' }).demo).toBe(true);
    expect(readConfig({ DEMO: '0' }).demo).toBe(false);
  });

  test('takes an empty value as not set, and lists with blanks', () => {
    const config = readConfig({
      PORT: '',
      BUS: ' nats ',
      NATS_URL: 'nats://bus:4222',
      DATABASE_URL: 'postgres://a:b@one/zs',
      DATABASE_REPLICA_URLS: 'postgres://a:b@two/zs, postgres://a:b@three/zs,',
      ALLOWED_ORIGINS: 'https://zs.example.cn,http://localhost:5173',
    });
    expect(config).toMatchObject({ port: 4000, bus: 'nats', allowedOrigins: ['https://zs.example.cn', 'http://localhost:5173'] });
    expect(config.databaseReplicaUrls).toEqual(['postgres://a:b@two/zs', 'postgres://a:b@three/zs']);
  });

  test('reports all errors at once, each with its variable and the way out', () => {
    const problems = problemsOf({
      PORT: '70000',
      BUS: 'kafka',
      DEMO: 'yes',
      DATABASE_URL: 'mysql://db',
      ALLOWED_ORIGINS: 'https://a.cn/x',
      POOL_SIZE: '0',
    });
    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual([
      'ALLOWED_ORIGINS',
      'BUS',
      'DATABASE_URL',
      'DEMO',
      'POOL_SIZE',
      'PORT',
    ]);
    for (const line of problems) expect(line).toContain('请改正');
    expect(() => readConfig({ PORT: 'x' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('--help') }),
    );
  });

  test('wants an address for nats and a primary for replicas', () => {
    expect(problemsOf({ BUS: 'nats', DATABASE_REPLICA_URLS: 'postgres://a@two/zs' })).toEqual([
      expect.stringContaining('NATS_URL'),
      expect.stringContaining('DATABASE_URL'),
    ]);
  });

  test('lets the clock run ahead in a demo only', () => {
    expect(readConfig({ DEMO_CLOCK_DAYS: '61' }).demoClockDays).toBe(61);
    for (const env of [{ DEMO: '0' }, { DATABASE_URL: 'postgres://a@one/zs' }])
      expect(problemsOf({ ...env, DEMO_CLOCK_DAYS: '61' })).toEqual([expect.stringContaining('DEMO_CLOCK_DAYS')]);
    expect(problemsOf({ DEMO: '0', DEMO_CLOCK_DAYS: '0' })).toEqual([]);
  });

  test('never repeats a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://root:geheim@db/zs' }).join()).not.toContain('geheim');
  });

  test('prints every setting with its type and default', () => {
    const text = helpText();
    for (const { name, type, default: fallback } of settings) {
      expect(text).toContain(name);
      expect(text).toContain(`类型：${type}；默认：${fallback || '不设'}`);
    }
  });
});
