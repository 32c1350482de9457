import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { WebSocketServer, type WebSocket } from 'ws';
import { createWire, frameBody, framePrefix } from '../../src/events/frame.ts';

/** A connection that passes on what it is given at once, or while it is stuck holds it as it is. */
class Reluctant extends Duplex {
  readonly given: Buffer[] = [];
  readonly passedOn: Buffer[] = [];
  private goOn: () => void = () => {};
  isStuck = false;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.given.push(chunk);
    const passOn = () => (this.passedOn.push(Buffer.from(chunk)), done());
    if (this.isStuck) this.goOn = passOn;
    else passOn();
  }
  override _read(): void {}
  release(): void {
    this.isStuck = false;
    this.goOn();
  }
}

const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
function wireOver(connection: Duplex) {
  const request = Object.assign(new IncomingMessage(new Socket()), {
    method: 'GET',
    headers: {
      upgrade: 'websocket',
      connection: 'upgrade',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-version': '13',
    },
  });
  let opened: WebSocket | undefined;
  server.handleUpgrade(request, connection, Buffer.alloc(0), (ws) => (opened = ws));
  return createWire(opened!);
}
const connected = () => {
  const connection = new Reluctant();
  const wire = wireOver(connection);
  connection.given.length = connection.passedOn.length = 0; // the handshake
  return { connection, wire };
};

/** Text of the frames that a connection passed on, read by the protocol. */
function texts({ passedOn }: Reluctant): string[] {
  const found: string[] = [];
  for (let rest = Buffer.concat(passedOn); rest.length > 0;) {
    const short = rest[1]! & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const size = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    expect(rest[0]).toBe(0x81);
    found.push(rest.toString('utf8', head, head + size));
    rest = rest.subarray(head + size);
  }
  return found;
}
const message = (id: string, payload: object) => JSON.stringify({ id, type: 'next', payload });

describe('a frame', () => {
  test('is the very same bytes for all sockets whose operation has the same id', () => {
    const [a, b] = [connected(), connected()];
    const body = frameBody({ data: { title: '某项目' } });
    for (const { wire } of [a, b]) wire.write(framePrefix('1'), body);
    expect(a.connection.given[0]).toBe(b.connection.given[0]);
    expect(texts(a.connection)).toEqual([message('1', { data: { title: '某项目' } })]);
  });

  test.each([1, 100, 120, 200, 16_384, 16_385, 65_500, 65_536, 200_000])(
    'with a payload of %i characters is right for every id, in any order',
    (length) => {
      const payloads = [{ data: 'x'.repeat(length) }, { data: 'y'.repeat(length) }];
      const ids = ['1', '2', '1', '一', '"', crypto.randomUUID(), crypto.randomUUID(), '2', '20', '1'];
      const sockets = ids.map(connected);
      for (const payload of payloads) {
        const body = frameBody(payload);
        for (const [at, { wire }] of sockets.entries()) wire.write(framePrefix(ids[at]!), body);
      }
      for (const [at, { connection }] of sockets.entries())
        expect(texts(connection)).toEqual(payloads.map((payload) => message(ids[at]!, payload)));
    },
  );

  test('is not changed under a connection that still holds it', () => {
    const [slow, other] = [connected(), connected()];
    slow.connection.isStuck = true;
    const body = frameBody({ data: 1 });
    slow.wire.write(framePrefix('a'), body);
    other.wire.write(framePrefix('b'), body);
    slow.connection.release();
    expect(texts(slow.connection)).toEqual([message('a', { data: 1 })]);
    expect(texts(other.connection)).toEqual([message('b', { data: 1 })]);
  });

  test('is not copied for a connection that is behind: it holds on to the shared body', () => {
    const [slow, sent] = [connected(), frameBody({ data: 'x'.repeat(1_000) })];
    slow.connection.isStuck = true;
    for (const id of ['a', 'b', 'c']) slow.wire.write(framePrefix(id), sent);
    slow.connection.release();
    expect(texts(slow.connection)).toEqual(['a', 'b', 'c'].map((id) => message(id, { data: 'x'.repeat(1_000) })));
    expect(slow.connection.given.filter((chunk) => chunk === sent)).toHaveLength(2);
  });
});
