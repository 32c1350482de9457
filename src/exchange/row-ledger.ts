import type { RowRefusal } from './company-facts.ts';
import type { Outcome } from './company-state.ts';
import { emptyTally, type ImportResult, type ImportTally } from './import-tally.ts';
import { refusedFile } from './refused-file.ts';

/** Keeps account of every row of an import: each is read once and ends as added, updated, unchanged or refused. */
export interface RowLedger {
  readonly tally: Readonly<ImportTally>;
  count(outcome: Outcome, rows?: number): void;
  refuse(place: string, refusal: RowRefusal, cells: readonly string[]): Promise<void>;
  close(details: ImportResult['details']): Promise<ImportResult>;
}

export function rowLedger(options: Parameters<typeof refusedFile>[0]): RowLedger {
  const tally = emptyTally();
  const file = refusedFile(options);
  return {
    tally,
    count(outcome, rows = 1) {
      tally.read += rows;
      tally[outcome] += rows;
    },
    async refuse(place, refusal, cells) {
      tally.read += 1;
      tally.refused += 1;
      await file.write({ place, ...refusal, cells });
    },
    close: async (details) => ({ ...tally, refusedFile: await file.close(), details }),
  };
}
