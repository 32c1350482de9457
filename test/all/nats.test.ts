import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from '@nats-io/transport-node';
import { createNatsBus, decodeHint, encodeHint } from '../../src/events/bus-nats.ts';
import type { Bus, Hint } from '../../src/events/bus.ts';
import type { LoggedEvent } from '../../src/events/logged-event.ts';
import { readLog } from '../../src/events/read-log.ts';
import { createSequencer, sequenceOnce } from '../../src/events/sequencer.ts';
import { createTail } from '../../src/events/tail.ts';
import { createLogWorld, until, type LogWorld } from '../events/log-world.ts';

const NEVER_MS = 600_000;
let world: LogWorld;
let nats: NatsServer;
beforeAll(async () => {
  world = await createLogWorld();
  nats = await natsServer();
});
afterAll(async () => {
  await nats.stop();
  await world.close();
});

interface NatsServer {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A real NATS on a free port of the loopback, ended by its pid. */
async function natsServer(): Promise<NatsServer> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  const binary = existsSync('/usr/sbin/nats-server') ? '/usr/sbin/nats-server' : 'nats-server';
  const url = `nats://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const server = {
    url,
    start: async () => {
      child = spawn(binary, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      await once(child, 'spawn');
      await until(async () => {
        const probing = await connect({ servers: url, reconnect: false }).catch(() => undefined);
        await probing?.close();
        return probing !== undefined;
      });
    },
    stop: async () => {
      if (!child) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
      child = undefined;
    },
  };
  await server.start();
  return server;
}

async function node(): Promise<{ bus: Bus; hints: Hint[]; states: boolean[]; stop(): Promise<void> }> {
  const states: boolean[] = [];
  const hints: Hint[] = [];
  const bus = createNatsBus({ url: nats.url, onState: (connected) => states.push(connected) });
  bus.onHint((hint) => hints.push(hint));
  await until(() => states.at(-1) === true);
  return { bus, hints, states, stop: () => bus.close() };
}

describe('nats', () => {
  test('carries the events to other nodes as PostgreSQL has them, and not twice to its own', async () => {
    const [near, far] = [world.running(await node()), world.running(await node())];
    await world.committed(3);
    const { from, to, events } = await sequenceOnce(world.db.system);
    near.bus.publish({ pos: to, events });
    await until(() => far.hints.length === 1);
    expect([near.hints.length, far.hints[0]]).toEqual([1, { pos: to, events: await readLog(world.db.system, from - 1, 10) }]);
  });

  test('sends a batch above its limit as the position alone', () => {
    const event = { pos: 1, payload: { note: 'x'.repeat(600_000) } } as unknown as LoggedEvent;
    expect(encodeHint({ pos: 1, events: [event] })).toBe('{"pos":1}');
  });

  test('takes nothing for a hint that is none', () => {
    const strange = ['', '{', '[]', '{"pos":0}', '{"pos":"1"}', '{"pos":1,"events":[{"pos":1}]}'];
    expect(strange.map(decodeHint)).toEqual(strange.map(() => undefined));
  });

  test('loses no event while the server is away, and hints again when it is back', async () => {
    const [near, far] = [world.running(await node()), world.running(await node())];
    const start = (await world.order()).length;
    const options = { pool: world.db.system, onError: () => {} };
    const sequencer = world.running(createSequencer({ ...options, bus: near.bus, intervalMs: 20 }));
    const polling = world.running(await createTail({ ...options, bus: far.bus, start }));
    await nats.stop();
    await until(() => far.states.at(-1) === false && near.states.at(-1) === false);
    await world.committed(5);
    sequencer.kick();
    await until(() => polling.position() === start + 5);
    await nats.start();
    await until(() => far.states.at(-1) === true && near.states.at(-1) === true);
    const hinted = world.running(await createTail({ ...options, bus: far.bus, start: 'end', pollMs: NEVER_MS }));
    await world.committed(2);
    sequencer.kick();
    await until(() => hinted.position() === start + 7);
    expect(far.states).toEqual([true, false, true]);
  });
});
