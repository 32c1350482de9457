import 'reflect-metadata';
import path from 'node:path';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';
import { entities } from './entities.ts';

/** Migrations are plain JavaScript modules at the root, the same files for dist, dev and tests. */
export const MIGRATIONS = path.resolve(import.meta.dirname, '../../migrations');

export const ormConfig = (clientUrl: string, pool: { min: number; max: number } = { min: 0, max: 10 }) =>
  defineConfig({
    clientUrl,
    entities,
    metadataProvider: ReflectMetadataProvider,
    namingStrategy: UnderscoreNamingStrategy,
    extensions: [Migrator],
    forceUtcTimezone: true,
    metadataCache: { enabled: false },
    pool,
    schemaGenerator: { skipTables: ['mikro_orm_migrations'], ignoreTriggers: true, ignoreRoutines: true },
    migrations: { path: MIGRATIONS, pathTs: MIGRATIONS, glob: '[0-9]*.js', snapshot: false, emit: 'js', silent: true },
  });
