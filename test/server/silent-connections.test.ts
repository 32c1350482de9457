import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createWorld, type World } from '../world.ts';
import { serve } from './running.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()));
afterAll(() => world.close());

const dialled = async (port: number, said: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.resume().write(said);
  return socket;
};

test('a connection on which nothing was ever asked does not hold up the stop; one with half a request has its time', async () => {
  const server = await serve(world);
  const port = Number(new URL(server.url).port);
  const half = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"query":';
  const [silent, asking] = [await dialled(port, ''), await dialled(port, half)];
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  const [closed, stopped] = [once(silent, 'close'), server.close()];
  await closed;
  expect(asking.destroyed).toBe(false);
  asking.destroy();
  await stopped;
});
