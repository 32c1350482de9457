import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { poolSizeFor } from '../../src/app/connections.ts';
import { readConfig } from '../../src/app/config.ts';
import { settings } from '../../src/app/settings.ts';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  configs?: { source: string; target: string }[];
  volumes?: string[];
  deploy?: { replicas: number };
  ports?: string[];
  stop_grace_period?: string;
}
interface Compose {
  services: Record<string, Service>;
  configs: Record<string, { content?: string; file?: string }>;
  volumes: Record<string, null>;
}

const text = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../..', name), 'utf8');
const compose = parse(text('docker-compose.yml')) as Compose;
const dockerfile = text('Dockerfile');

function service(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** What compose puts in for `${NAME:-}` and `${NAME:?…}`. */
const interpolated = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{\w+:\?[^}]*\}/g, 'x1'),
    ]),
  );

describe('docker-compose.yml', () => {
  test('has postgres, nats, several instances of app and a balancer, each with a health check', () => {
    expect(Object.keys(compose.services)).toEqual(['postgres', 'nats', 'app', 'balancer']);
    for (const { healthcheck } of Object.values(compose.services)) expect(healthcheck?.test[0]).toBe('CMD');
    expect(service('app').deploy?.replicas).toBeGreaterThan(1);
    expect(service('app').healthcheck?.test.join(' ')).toContain('/readyz');
  });

  test('starts the application only after a healthy database and bus', () => {
    expect(service('app').depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      nats: { condition: 'service_healthy' },
    });
  });

  test('gives the application only settings it knows, with values it accepts', () => {
    const environment = service('app').environment ?? {};
    const known: string[] = settings.map(({ name }) => name);
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    expect(readConfig(interpolated(environment))).toMatchObject({
      host: '0.0.0.0',
      bus: 'nats',
      natsUrl: 'nats://nats:4222',
      databaseUrl: 'postgres://zhaoshang:x1@postgres:5432/zhaoshang',
      demo: false,
    });
  });

  test('makes a UTF-8 database owned by a role that is no superuser', () => {
    expect(service('postgres').environment?.POSTGRES_INITDB_ARGS).toContain('--encoding=UTF8 --locale=C.UTF-8');
    const [script] = service('postgres').configs ?? [];
    expect(script?.target).toMatch(/^\/docker-entrypoint-initdb\.d\/.*\.sh$/);
    expect(compose.configs[script?.source ?? '']?.content).toMatch(
      /create role zhaoshang login nosuperuser nobypassrls createrole[^]*owner zhaoshang/,
    );
  });

  test('keeps no password and names official images only', () => {
    const images = Object.values(compose.services).flatMap(({ image }) => image ?? []);
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image ?? '');
    for (const image of [...images, ...bases]) expect(image).toMatch(/^(postgres|nats|node|haproxy):[\w.-]+$/);
    for (const { environment = {} } of Object.values(compose.services))
      for (const [name, value] of Object.entries(environment))
        if (name.endsWith('PASSWORD')) expect(value).toMatch(/^\$\{\w+:\?/);
  });

  test('reaches the application through the balancer alone, as TRUST_PROXY needs it', () => {
    expect([service('app').ports, service('app').environment?.TRUST_PROXY]).toEqual([undefined, '1']);
    expect(service('balancer').ports).toEqual(['4000:8080']);
    expect(service('balancer').depends_on).toEqual({ app: { condition: 'service_healthy' } });
  });

  test('has connections for every instance', () => {
    const most = Number(/max_connections=(\d+)/.exec(service('postgres').command?.join(' ') ?? '')?.[1]);
    const { poolSize } = readConfig(interpolated(service('app').environment ?? {}));
    expect(poolSizeFor(service('app').deploy?.replicas ?? 0, most)).toBeGreaterThanOrEqual(poolSize);
  });

  test('mounts only volumes it declares', () => {
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0]));
    expect(used).toEqual(Object.keys(compose.volumes));
  });
});

describe('the balancer', () => {
  const [mounted] = service('balancer').configs ?? [];
  const lines = text(compose.configs[mounted?.source ?? '']?.file ?? '')
    .split('\n')
    .map((line) => line.trim());
  const seconds = (setting: RegExp) => Number(lines.map((line) => setting.exec(line)?.[1]).find(Boolean));

  test('asks /readyz, prefers the node with the fewest connections, and says who is calling', () => {
    for (const line of ['balance leastconn', 'option httpchk GET /readyz', 'http-check expect status 200', 'option forwardfor'])
      expect(lines).toContain(line);
    expect(lines.find((line) => line.startsWith('server-template'))).toMatch(/ app:4000 /);
  });

  test('sends nothing twice, hides the metrics, and lets sockets be silent for longer than the nodes are', () => {
    expect(lines).toContain('retry-on conn-failure');
    expect(lines).toContain('http-request deny deny_status 404 if { path /metrics }');
    expect(seconds(/^timeout tunnel (\d+)h$/) * 3_600).toBeGreaterThan(60);
  });

  test('takes a node out before that node closes its sockets, and the node stops before it is killed', () => {
    const drain = Number(service('app').environment?.DRAIN_SECONDS);
    expect(seconds(/inter (\d+)s/) * seconds(/fall (\d+)/)).toBeLessThan(drain);
    expect(Number.parseInt(service('app').stop_grace_period ?? '', 10)).toBeGreaterThan(10);
  });
});

describe('Dockerfile', () => {
  test('installs from the lockfile, starts like everybody else and not as root', () => {
    expect(dockerfile).toMatch(/^RUN npm ci\b/m);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^CMD \["npm", "start"\]$/m);
    expect(dockerfile).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
  });

  test('takes along every folder of the repository that the server reads', () => {
    const root = path.resolve(import.meta.dirname, '../..');
    const read = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
      [...text(file).matchAll(/['`]\.\.\/\.\.\/(\w+)/g)].map(([, folder]) => folder),
    );
    const copied = [...dockerfile.matchAll(/^COPY --from=build .*?\/app\/(\w+)/gm)].map(([, folder]) => folder);
    expect(read).toEqual(expect.arrayContaining(['migrations', 'data']));
    expect(copied).toEqual(expect.arrayContaining(read));
  });
});
