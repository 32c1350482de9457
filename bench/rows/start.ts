import { startOurs } from '../measure/ours.ts';
import { median } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import type { Effort } from '../measure/effort.ts';
import type { World } from '../world/build-world.ts';

/** S1: the shipped program on an existing database, from spawn to the first 200 of /readyz. */
export async function startRows(world: World, wanted: (id: string) => boolean, effort: Effort): Promise<Row[]> {
  if (!wanted('S1')) return [];
  const seconds: number[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    const from = performance.now();
    const server = await startOurs(world.url);
    while ((await fetch(`http://127.0.0.1:${server.port}/readyz`)).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 5));
    seconds.push((performance.now() - from) / 1000);
    await server.stop();
  }
  const value = median(seconds);
  return [row('S1', 'start with an existing database to ready', '≤ 2 s', { value, unit: 's' }, value <= 2)];
}
