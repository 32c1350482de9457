import { describe, expect, test } from '@jest/globals';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { asOfCursor } from '../../src/app/context.ts';
import { connect, TEAM_FEED, type Client, type Message } from '../events/stage.ts';
import { randomFrom } from '../events/random-document.ts';
import { listenTo, until, upTo } from './listening.ts';
import { caseOf, useStage } from './staged.ts';

/** Reliability goal 6. */
const IS_ALL = process.env.TEST_ALL === '1';
const RACES = IS_ALL ? 10_000 : 400;
const CLIENTS = IS_ALL ? 1_000 : 40;
const SEED = Number(process.env.RESUME_SEED ?? Date.now() % 2_147_483_647);
const SOCKETS = 10;
const A_SOCKET = 20;

const { world, stage, park, networked, clientOf } = useStage();

/** One subscription that began somewhere among the writes. */
interface Racer {
  socket: Client;
  id: string;
  /** Last version told before it was sent, where it goes on behind it; null where it begins by itself. */
  behind: number | null;
}
type Told = ReturnType<typeof caseOf> extends Promise<infer T> ? T : never;

/** Subscribes at a moment of chance, while events are told. */
async function race(socket: Client, id: string, told: Told, random: () => number): Promise<Racer> {
  for (let turns = Math.floor(random() * 8); turns > 0; turns--) await turn();
  const isBehind = random() < 0.5;
  const after = isBehind ? asOfCursor(world().seal, stage().tail.position()) : null;
  const racer = { socket, id, behind: isBehind ? told.last() : null };
  socket.send({ id, type: 'subscribe', payload: { query: TEAM_FEED, variables: { after } } });
  return racer;
}

const versionsOf = ({ socket, id }: Racer): number[] =>
  socket.messages
    .filter((message) => message.id === id)
    .flatMap(
      ({ payload }: Message) => Object.values(payload?.data ?? {}).flatMap(({ event }) => event?.version ?? []) as number[],
    );

const greetingOf = ({ socket, id }: Racer): Message | undefined => socket.messages.find((message) => message.id === id);

describe('subscribe, then write', () => {
  test(`of ${RACES} streams that begin while events are told none misses one, and none hears one twice (seed ${SEED})`, async () => {
    const random = randomFrom(SEED);
    const told = await caseOf(stage(), park());
    const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => connect(stage().url, stage().token(park()))));
    for (let done = 0; done < RACES; done += SOCKETS * A_SOCKET) {
      for (const { messages } of sockets) messages.length = 0;
      let isRacing = true;
      const writing = (async () => {
        for (let n = 0; isRacing || n < 3; n++) await told.tell(1 + Math.floor(random() * 2)).then(() => turn());
      })();
      const racers = await Promise.all(
        sockets.flatMap((socket) => Array.from({ length: A_SOCKET }, (_, n) => race(socket, `r${done}-${n}`, told, random))),
      );
      await until(() => racers.every(greetingOf));
      const atGreeting = told.last();
      isRacing = false;
      await writing;
      await told.tell(1);
      const last = told.last();
      await until(() => racers.every((racer) => versionsOf(racer).at(-1) === last));
      for (const racer of racers) {
        const versions = versionsOf(racer);
        const { id, behind } = racer;
        expect({ id, versions }).toEqual({ id, versions: upTo(last, versions[0]) });
        if (behind === null) expect(versions[0]).toBeLessThanOrEqual(atGreeting + 1);
        else expect({ id, first: versions[0] }).toEqual({ id, first: behind + 1 });
        racer.socket.send({ id, type: 'complete' });
      }
      await until(() => stage().hub.counts().subscribers === 0);
    }
    for (const { ws } of sockets) ws.close();
  }, 600_000);
});

describe('cut at random', () => {
  test(`${CLIENTS} clients hear in the end what one hears whose connection held (seed ${SEED})`, async () => {
    const random = randomFrom(SEED);
    const net = await networked();
    const told = await caseOf(stage(), park());
    const twin = listenTo(clientOf(stage().url));
    const others = Array.from({ length: CLIENTS }, () => listenTo(clientOf(net.url)));
    await Promise.all([twin, ...others].map(({ ready }) => ready));
    const before = net.dialled();
    for (let round = 0; round < 20 || net.dialled() - before <= CLIENTS; round++) {
      await told.tell(1 + Math.floor(random() * 20));
      net.cut(() => random() < 0.2);
      await sleep(random() * 100);
      await told.tell(1);
    }
    const all = upTo(told.last());
    await until(() => [twin, ...others].every(({ messages }) => messages.length >= all.length), 120_000);
    for (const { versions, types, ends } of [twin, ...others]) {
      expect(versions()).toEqual(all);
      expect([new Set(types()), ends]).toEqual([new Set(['Event']), []]);
    }
  }, 600_000);
});
