import { expect, test } from '@jest/globals';
import { NEMESES } from './nemeses.ts';
import { createRandom } from './random.ts';
import { plan } from './schedule.ts';

/** Names, spans, pauses and victims of the first rounds. */
function rounds(seed: number, drawnByOthers: number): unknown[] {
  const random = createRandom(seed);
  const clients = random.fork('clients');
  const drawn: unknown[] = [];
  for (const { together, spanMs, pauseMs, random: luck } of plan(random.fork('schedule'), NEMESES)) {
    drawn.push([together.map(({ name }) => [name, luck.fork(name).pick([0, 1, 2])]), spanMs, pauseMs]);
    if (drawn.length === 30) return drawn;
    for (let i = 0; i < drawnByOthers; i++) [random, clients, luck].forEach((each) => each.next());
  }
  return drawn;
}

test('the same seed plays the same schedule, however much writers and listeners draw meanwhile; another seed another', () => {
  expect(rounds(7, 5)).toEqual(rounds(7, 0));
  expect(rounds(8, 0)).not.toEqual(rounds(7, 0));
});
