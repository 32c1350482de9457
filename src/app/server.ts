import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Bus } from '../events/bus.ts';
import type { Hub } from '../events/hub.ts';
import { runCompiled } from '../events/hub-execution.ts';
import type { Tail } from '../events/logged-event.ts';
import { loadWorkCalendar } from '../kernel/load-work-calendar.ts';
import { createSeal } from '../kernel/sealed.ts';
import type { SignInDeps } from '../teams/sign-in-deps.ts';
import { createClock } from './clock.ts';
import type { Config } from './config.ts';
import { anonymousContext, directContext, requestContext, type Deps } from './context.ts';
import { openDatabase, type Database } from './database.ts';
import { registerDrain } from './drain.ts';
import { createGate, type Gate } from './gate.ts';
import { registerGraphiql } from './graphiql.ts';
import { registerHealth } from './health.ts';
import { registerCrossOrigin } from './cross-origin.ts';
import { createCompiledDocuments } from './compiled-documents.ts';
import { createHot } from './hot-documents.ts';
import { startHousekeeping } from './housekeeping.ts';
import { registerHttp } from './http.ts';
import { ensureInstallation } from './installation.ts';
import { createCompiler, type Compiler } from './jit-executor.ts';
import { createMetrics, registerMetrics, type Metrics } from './metrics.ts';
import { measurePools } from './measure-pools.ts';
import { migrate } from './migrate.ts';
import { openNodeLog } from './node-log.ts';
import { openHub } from './open-hub.ts';
import { openSignIn } from './open-sign-in.ts';
import { registerOauth } from './oauth.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { requestLogging } from './request-log.ts';
import { buildAppSchema } from './schema.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import { registerSockets } from './sockets.ts';
import { StartRefused } from './start-refused.ts';
import { watchDatabase } from './watch-database.ts';
import { furnish, welcome } from './welcome.ts';

export interface RunningServer {
  url: string;
  app: FastifyInstance;
  db: Database;
  /** What a person at the terminal needs: addresses and demo sign-ins. */
  welcome(): Promise<string>;
  close(): Promise<void>;
}

/** Longer than any statement of a node may take, and short enough that a forgotten connection is found within 24 s. */
const SILENT_MS = 11_000;
const DAY_MS = 86_400_000;

/** Opens everything a node has, in order, and serves. Whatever was opened is closed again by `close`, in reverse. `through` may stand between bus and log. */
export async function startServer(
  config: Config,
  databaseUrl: string,
  log: Logger,
  through?: (bus: Bus) => Bus,
): Promise<RunningServer> {
  await refuseUnfit(databaseUrl);
  await migrate(databaseUrl);
  const db = await openDatabase({
    url: databaseUrl,
    replicaUrls: config.databaseReplicaUrls,
    poolSize: config.poolSize,
    silentMs: SILENT_MS,
    onError: (error) => log.warn({ err: error }, 'database connection'),
  });
  const clock = createClock(Date.now, config.demoClockDays * DAY_MS);
  const now = clock.now;
  const installation = await ensureInstallation(db.system, config.demo, now(), () => furnish(db, config.demo, now));
  await loadWorkCalendar(db.system); // an installation may be older than its years
  const metrics = createMetrics();
  measurePools(metrics, db.pools);
  const nodeLog = await openNodeLog(config, db, { log, metrics, now, through });
  const watch = await watchDatabase({ url: databaseUrl, clock, metrics, log, position: () => nodeLog.tail.position() });
  const [schema, seal] = [await buildAppSchema(), createSeal(installation.key)];
  const deps: Deps = { db, seal, now, position: () => nodeLog.tail.position(), committed: nodeLog.committed };

  const signIn = await openSignIn(deps, installation.key, nodeLog.tail, config.tokenMinutes);
  const [gate, compile] = [createGate(schema), createCompiler(schema)];
  const hub = openHub(deps, { tail: nodeLog.tail, replayDays: config.replayDays, run: runCompiled(compile), log, metrics });

  const { app, apollo, sockets, drain } = await openApp(config, deps, {
    signIn,
    hub,
    schema,
    gate,
    compile,
    tail: nodeLog.tail,
    log,
    metrics,
    degraded: () => [...watch.degraded(), ...(nodeLog.isBusConnected() ? [] : ['bus'])],
  });
  const housekeeping = startHousekeeping({ db, log, now, committed: nodeLog.committed, metrics });
  const close = async () => {
    await drain(config.drainSeconds);
    await sockets.closeAll();
    await hub.stop();
    await apollo.stop();
    await app.close();
    await housekeeping.stop();
    await watch.stop();
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
  return { url, app, db, welcome: () => welcome(url, installation.isDemo), close };
}

interface Parts {
  signIn: Omit<SignInDeps, 'address'>;
  hub: Hub;
  schema: GraphQLSchema;
  gate: Gate;
  compile: Compiler;
  tail: Tail;
  log: Logger;
  metrics: Metrics;
  degraded: () => string[];
}

/** Everything that answers on the port. */
async function openApp(config: Config, deps: Deps, parts: Parts) {
  const { signIn, hub, schema, gate, compile, tail, log, metrics, degraded } = parts;
  const ways = [createHot(), createCompiledDocuments(schema)];
  const app: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    ...requestLogging(),
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    // One hop: the address the balancer saw; what stands before it in the header is the caller's own claim.
    trustProxy: config.trustProxy && ((_address: string, hop: number) => hop < 1),
  });
  await registerSecurityHeaders(app);
  registerCrossOrigin(app, '/graphql', config.allowedOrigins);
  registerMetrics(app, metrics);
  const drain = registerDrain(app, registerHealth(app, { db: deps.db, tail, degraded }));
  registerOauth(app, signIn);
  registerGraphiql(app, { path: '/graphiql' });
  const authenticate = (token: string) => signIn.tokens.verify(token);
  const apollo = await registerHttp(app, {
    schema,
    gate,
    compile,
    authenticate,
    direct: (admitted, viewer, requestId, variables) => {
      const makeContext = () => directContext(deps, viewer, requestId);
      for (const way of ways) {
        const answer = way(admitted, viewer, makeContext, variables);
        if (answer) return answer;
      }
      return undefined;
    },
    refused: (code) => metrics.gateRefused.inc({ code, transport: 'http' }),
    failed: (code) => metrics.operationErrors.inc({ code }),
    context: (viewer, { id, ip, operation }) =>
      Object.assign(viewer ? requestContext(deps, viewer, id, operation) : anonymousContext(deps), {
        signIn: { ...signIn, address: ip },
      }),
  });
  const sockets = registerSockets(app, {
    schema,
    hub,
    admit: gate.admit,
    authenticate,
    allowedOrigins: config.allowedOrigins,
    limits: config.sockets,
    trustProxy: config.trustProxy,
    refused: (code) => metrics.gateRefused.inc({ code, transport: 'ws' }),
    now: deps.now,
    log,
    metrics,
  });
  return { app, apollo, sockets, drain };
}

async function listen(app: FastifyInstance, config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartRefused('PORT_IN_USE', `端口 ${config.port} 已被占用。请停掉占用它的程序，或换一个：PORT=4001 npm start`);
  }
}
