import type { ImportCtx } from './import-ctx.ts';
import { emptyTally, type ImportResult } from './import-tally.ts';

export async function importChains(_ctx: ImportCtx, _path: string): Promise<ImportResult> {
  return { ...emptyTally(), refusedFile: null, details: [] };
}
