import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openProxy, type TcpProxy } from './tcp-proxy.ts';

/** Sends back what it gets, and counts the packets. */
let echo: Server;
let proxy: TcpProxy;
const served: Socket[] = [];
beforeEach(async () => {
  served.length = 0;
  echo = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await openProxy((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

async function dial() {
  const socket = connect(proxy.port, '127.0.0.1');
  const got: Buffer[] = [];
  let ending: string | undefined;
  socket.on('data', (chunk: Buffer) => void got.push(chunk));
  socket.on('error', (error: NodeJS.ErrnoException) => void (ending = error.code));
  socket.once('close', () => (ending ??= 'closed'));
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {});
  const until = async (holds: () => boolean, ms = 15_000): Promise<boolean> => {
    for (const end = Date.now() + ms; !holds() && Date.now() < end;) await sleep(5);
    return holds();
  };
  const text = () => Buffer.concat(got).toString();
  return { socket, got, text, ending: () => ending, until };
}

test('carries bytes both ways, and an end to the other end', async () => {
  const line = await dial();
  line.socket.write('你好');
  expect(await line.until(() => line.text() === '你好')).toBe(true);
  served[0]!.destroy();
  expect(await line.until(() => line.ending() !== undefined)).toBe(true);
});

test('delays without changing the order', async () => {
  proxy.weather({ kind: 'delay', ms: 60, jitterMs: 40 });
  const line = await dial();
  const from = performance.now();
  for (let i = 0; i < 50; i++) {
    line.socket.write(`${i},`);
    await sleep(1);
  }
  const expected = Array.from({ length: 50 }, (_, i) => `${i},`).join('');
  expect(await line.until(() => line.text().length === expected.length)).toBe(true);
  expect(line.text()).toBe(expected);
  expect(performance.now() - from).toBeGreaterThanOrEqual(110); // there and back: never earlier than the delay
});

test('slices to single bytes and loses none', async () => {
  proxy.weather({ kind: 'slice', bytes: 1 });
  const line = await dial();
  const sent = '切片'.repeat(40);
  line.socket.write(sent);
  expect(await line.until(() => line.text() === sent)).toBe(true);
  expect(line.got.length).toBeGreaterThan(1);
});

test('silence keeps everything back and lets it through afterwards', async () => {
  const line = await dial();
  proxy.weather({ kind: 'silent' });
  line.socket.write('late');
  const mute = await dial();
  mute.socket.write('new');
  expect(await line.until(() => line.text() !== '', 150)).toBe(false);
  proxy.weather({ kind: 'pass' });
  expect(await line.until(() => line.text() === 'late')).toBe(true);
  expect(await mute.until(() => mute.text() === 'new')).toBe(true);
});

test('what is forgotten stays mute for ever and is told nothing; new connections work', async () => {
  const line = await dial();
  expect(proxy.forget()).toBe(1);
  line.socket.write('into the void');
  expect(await line.until(() => line.text() !== '' || line.ending() !== undefined, 150)).toBe(false);
  const fresh = await dial();
  fresh.socket.write('hello');
  expect(await fresh.until(() => fresh.text() === 'hello')).toBe(true);
});

test('a cut resets both ends; refusing resets whoever comes', async () => {
  const line = await dial();
  line.socket.write('x');
  await line.until(() => line.text() === 'x');
  const ended = new Promise((done) => served[0]!.once('close', done));
  expect(proxy.cut()).toBe(1);
  await ended;
  expect(await line.until(() => line.ending() === 'ECONNRESET')).toBe(true);
  proxy.weather({ kind: 'refuse' });
  const refused = await dial();
  expect(await refused.until(() => refused.ending() === 'ECONNRESET')).toBe(true);
  expect(proxy.connections()).toBe(0);
});
