import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createHub } from '../events/hub.ts';
import { runCompiled } from '../events/hub-execution.ts';
import { readLog } from '../events/read-log.ts';
import { createSeal } from '../kernel/sealed.ts';
import { createAttempts } from '../teams/attempts.ts';
import { createRevocations, loadRevocations } from '../teams/revocations.ts';
import { createTokens } from '../teams/tokens.ts';
import type { Config } from './config.ts';
import { anonymousContext, hotContext, liveContext, requestContext, type Deps } from './context.ts';
import { migrate, openDatabase, type Database } from './database.ts';
import { createGate } from './gate.ts';
import { registerGraphiql } from './graphiql.ts';
import { registerHealth } from './health.ts';
import { createHot } from './hot-documents.ts';
import { startHousekeeping } from './housekeeping.ts';
import { registerHttp } from './http.ts';
import { ensureInstallation } from './installation.ts';
import { createCompiler } from './jit-executor.ts';
import { maskError } from './mask-error.ts';
import { createMetrics, registerMetrics } from './metrics.ts';
import { openNodeLog } from './node-log.ts';
import { registerOauth } from './oauth.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { buildAppSchema } from './schema.ts';
import { registerSockets } from './sockets.ts';
import { StartRefused } from './start-refused.ts';
import { furnish, welcome } from './welcome.ts';

export interface RunningServer {
  url: string;
  app: FastifyInstance;
  db: Database;
  /** What a person at the terminal needs: addresses and demo sign-ins. */
  welcome(): Promise<string>;
  close(): Promise<void>;
}

/** A token outlives its withdrawal by its lifetime and the tolerance between clocks at most. */
const CLOCKS_MS = 120_000;

/** Opens everything a node has, in order, and serves. Whatever was opened is closed again by `close`, in reverse. */
export async function startServer(config: Config, databaseUrl: string, log: Logger): Promise<RunningServer> {
  await refuseUnfit(databaseUrl);
  await migrate(databaseUrl);
  const db = await openDatabase({
    url: databaseUrl,
    replicaUrls: config.databaseReplicaUrls,
    poolSize: config.poolSize,
    onError: (error) => log.warn({ err: error }, 'database connection'),
  });
  const now = () => new Date();
  const installation = await ensureInstallation(db.system, config.demo, now(), () => furnish(db, config.demo, now));
  const metrics = createMetrics();
  const nodeLog = await openNodeLog(config, db, log, metrics);
  const [schema, seal] = [await buildAppSchema(), createSeal(installation.key)];
  const deps: Deps = { db, seal, now, position: () => nodeLog.tail.position(), committed: nodeLog.committed };

  const keepMs = config.tokenMinutes * 60_000 + CLOCKS_MS;
  const revocations = createRevocations(keepMs);
  nodeLog.tail.onBatch((events) => void revocations.apply(events));
  await loadRevocations(revocations, db.readSystem, keepMs, now());
  const tokens = createTokens(installation.key, { minutes: config.tokenMinutes, now, revocations });
  const signIn = { sql: db.readSystem, tokens, attempts: createAttempts(now), revocations, now };

  const [gate, compile, hot] = [createGate(schema), createCompiler(schema), createHot()];
  const hub = createHub({
    tail: nodeLog.tail,
    readLog: (after, limit) => readLog(db.log, after, limit),
    replayDays: config.replayDays,
    read: db.readSystem,
    run: runCompiled(compile),
    seal,
    now,
    makeLiveContext: (level) => liveContext(deps, level),
    maskError: (error) => maskError(error, 'stream', log),
    onError: (error) => log.error({ err: error }, 'stream'),
    metrics,
  });

  const app: FastifyInstance = Fastify({ loggerInstance: log as FastifyBaseLogger, forceCloseConnections: true, genReqId: () => randomUUID() });
  await app.register(helmet, { crossOriginResourcePolicy: { policy: 'same-origin' } });
  registerMetrics(app, metrics);
  registerHealth(app, { db, tail: nodeLog.tail });
  registerOauth(app, signIn);
  registerGraphiql(app, { path: '/graphiql' });
  const authenticate = (token: string) => tokens.verify(token);
  const apollo = await registerHttp(app, {
    schema,
    gate,
    compile,
    authenticate,
    hot: (hash, viewer, requestId, variables) => hot(hash, () => hotContext(deps, viewer, requestId), variables),
    refused: (code) => metrics.costRefused.inc({ code }),
    context: (viewer, { id, ip, operation }) =>
      Object.assign(viewer ? requestContext(deps, viewer, id, operation) : anonymousContext(deps), { signIn: { ...signIn, address: ip } }),
  });
  const sockets = registerSockets(app, { schema, hub, admit: gate.admit, authenticate, allowedOrigins: config.allowedOrigins, log, metrics });
  const housekeeping = startHousekeeping({ db, log, now, committed: nodeLog.committed });
  const close = async () => {
    await sockets.closeAll();
    await hub.stop();
    await apollo.stop();
    await app.close();
    await housekeeping.stop();
    await nodeLog.close();
    await db.close();
  };
  try {
    await listen(app, config);
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://${config.host}:${(app.server.address() as AddressInfo).port}`;
  return {
    url,
    app,
    db,
    welcome: () => welcome(url, installation.isDemo),
    close,
  };
}

async function listen(app: FastifyInstance, config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartRefused('PORT_IN_USE', `端口 ${config.port} 已被占用。请停掉占用它的程序，或换一个：PORT=4001 npm start`);
  }
}
