import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { importChainFiles } from './import-chain-files.ts';
import { importListedFolder, isListedFolder } from './import-listed-folder.ts';
import { alone, type ImportCtx } from './import-ctx.ts';
import { ImportRefused } from './import-refused.ts';
import type { ImportResult } from './import-tally.ts';
import { matchCompanies } from './match-companies.ts';

async function filesIn(path: string): Promise<{ folder: string | null; names: string[] }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ImportRefused('FILE_NOT_FOUND', `找不到「${path}」，请检查路径`, { cause: error });
  });
  return found.isDirectory() ? { folder: path, names: (await readdir(path)).sort() } : { folder: null, names: [path] };
}

/** Chains from a folder of chain files, from one such file, or from the folder of listed companies and their industries. */
export async function importChains(ctx: ImportCtx, path: string): Promise<ImportResult> {
  const { folder, names } = await filesIn(path);
  return alone(ctx, async () => {
    const result = await importWhat(ctx, path, folder, names);
    const matched = await matchCompanies(ctx);
    return { ...result, details: [...result.details, ...matched] };
  });
}

function importWhat(ctx: ImportCtx, path: string, folder: string | null, names: readonly string[]): Promise<ImportResult> {
  if (folder !== null && isListedFolder(names)) return importListedFolder(ctx, folder, names);
  const chains = names.filter((name) => name.endsWith('.json')).map((name) => (folder === null ? name : join(folder, name)));
  if (chains.length > 0) return importChainFiles(ctx, path, chains);
  throw new ImportRefused(
    'FILE_UNKNOWN_FORMAT',
    `「${path}」里没有产业链文件（*.json），也不是上市公司产业链图谱（company.jsonl、industry.jsonl 等），请检查路径`,
  );
}
