import pg from 'pg';
import type { Effort } from '../measure/effort.ts';
import { interleaved, percentile, ratio } from '../measure/rounds.ts';
import { row, type Row } from '../measure/row.ts';
import { pairsOf } from '../operations/operations.ts';
import { foundSql, likeScanSql } from '../operations/search.sql.ts';
import type { World } from '../world/build-world.ts';

const RUNS = 20;

/** The second half of A6: a two-character word that few names contain, by pairs of characters and by scanning. */
export async function rareWordRows(world: World, wanted: (id: string) => boolean, effort: Effort): Promise<Row[]> {
  if (!wanted('A6')) return [];
  const client = new pg.Client({ connectionString: world.adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ word: string }>(
      `select substr(normalised, 3, 2) as word from company_name where kind = 'FORMER' group by 1 order by count(*), 1 limit 1`,
    );
    const word = rows[0]!.word;
    const results = await interleaved(effort.rounds, ['pairs', 'scan'], async (name) => {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        const from = performance.now();
        if (name === 'pairs') await client.query(foundSql, [`%${word}%`, pairsOf(word), `${word}%`]);
        else await client.query(likeScanSql, [`%${word}%`]);
        times.push(performance.now() - from);
      }
      return percentile(times, 0.5);
    });
    const faster = ratio(results, 'scan', 'pairs', (ms) => ms)!;
    return [row('A6', 'Q4 rare two-character word: LIKE scan ÷ ours, p50', '≥ 40', { value: faster, unit: '×' }, faster >= 40)];
  } finally {
    await client.end();
  }
}
