import type { Effort } from '../measure/effort.ts';
import type { Row } from '../measure/row.ts';
import type { World } from '../world/build-world.ts';
import { delivery } from './delivery.ts';
import { fanOutRows } from './fan-out.ts';
import { growthRows } from './growth.ts';
import { importRows } from './import.ts';
import { pipelineRows } from './pipeline.ts';
import { queryRows } from './queries.ts';
import { rareWordRows } from './rare-word.ts';
import { startRows } from './start.ts';
import { writeRows } from './writes.ts';

export interface Part {
  /** The rows it makes, each at least once. */
  ids: readonly string[];
  run: (world: World, wanted: (id: string) => boolean, effort: Effort, log: (line: string) => void) => Promise<Row[]>;
}

/** All that is measured, in the order of the table. */
export const PARTS: readonly Part[] = [
  { ids: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'], run: queryRows },
  { ids: ['A6'], run: rareWordRows },
  { ids: ['B1', 'B2', 'B3', 'B5'], run: fanOutRows },
  { ids: ['B4'], run: delivery },
  { ids: ['C1', 'C2'], run: writeRows },
  { ids: ['C3'], run: pipelineRows },
  { ids: ['D1', 'D2'], run: growthRows },
  { ids: ['I1'], run: importRows },
  { ids: ['S1'], run: startRows },
];

/** Ids that a part was to make and did not: a table with a hole must not pass for a whole one. */
export const missingFrom = ({ ids }: Part, rows: readonly Row[], wanted: (id: string) => boolean): string[] =>
  ids.filter((id) => wanted(id) && !rows.some((row) => row.id === id));
