import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { LIMITS } from './gate.ts';

/** Requests in flight when it is over have the time that a request may take; the hard stop of the process comes at 9 s. */
const LATEST_END_MS = 8_000;

/**
 * Returns how a node stops serving: first not ready, so that a balancer sends nobody any more; then requests in flight
 * have their time before they are cut off. Connections on which nothing was asked yet, as browsers and balancers open
 * them ahead, are not waited for.
 */
export function registerDrain(app: FastifyInstance, stopping: () => void): (seconds: number) => Promise<void> {
  const silent = new Set<Socket>();
  const spoke = ({ socket }: IncomingMessage) => void silent.delete(socket);
  app.server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  app.server.on('request', spoke).on('upgrade', spoke);
  app.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy();
    done();
  });
  return async (seconds) => {
    stopping();
    if (!app.server.listening) return;
    const endMs = Math.min(LATEST_END_MS, seconds * 1_000 + LIMITS.timeoutMs);
    const cutOff = setTimeout(() => app.server.closeAllConnections(), endMs).unref();
    app.server.once('close', () => clearTimeout(cutOff));
    await sleep(seconds * 1_000);
  };
}
