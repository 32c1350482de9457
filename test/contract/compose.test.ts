import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readConfig, settings } from '../../src/app/config.ts';

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
}
interface Compose {
  services: Record<string, Service>;
  configs: Record<string, { content: string }>;
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
  test('has postgres, nats and several instances of app, each with a health check', () => {
    expect(Object.keys(compose.services)).toEqual(['postgres', 'nats', 'app']);
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
    for (const image of [...images, ...bases]) expect(image).toMatch(/^(postgres|nats|node):[\w.-]+$/);
    for (const { environment = {} } of Object.values(compose.services))
      for (const [name, value] of Object.entries(environment))
        if (name.endsWith('PASSWORD')) expect(value).toMatch(/^\$\{\w+:\?/);
  });

  test('mounts only volumes it declares', () => {
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0]));
    expect(used).toEqual(Object.keys(compose.volumes));
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
