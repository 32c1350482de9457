import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import type { Config } from './config.ts';
import { migrate, openDatabase, type Database } from './database.ts';
import { createGate } from './gate.ts';
import { registerGraphiql } from './graphiql.ts';
import { registerHttp } from './http.ts';
import { ensureInstallation } from './installation.ts';
import { createCompiler } from './jit-executor.ts';
import { createMetrics, registerMetrics } from './metrics.ts';
import { checkDatabase, readiness } from './readiness.ts';
import { buildAppSchema } from './schema.ts';
import { StartRefused } from './start-refused.ts';

export interface RunningServer {
  url: string;
  app: FastifyInstance;
  db: Database;
  close(): Promise<void>;
}
