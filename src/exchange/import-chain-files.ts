import { normaliseName, namesOf } from '../companies/company-name.ts';
import { readChainFile, type ChainFile } from './chain-file.ts';
import { addMentions, saveChain } from './chain-store.ts';
import type { Outcome } from './company-state.ts';
import { inTransaction, type ImportCtx } from './import-ctx.ts';
import { emptyTally, type ImportResult } from './import-tally.ts';
import { progressBar } from './progress-bar.ts';
import { refusedFile, type RefusedFile } from './refused-file.ts';

type Counts = Record<Outcome, number> & { refused: number };

async function saveMentions(
  tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  file: ChainFile,
  nodes: ReadonlyMap<string, string>,
  counts: Counts,
  refusals: RefusedFile,
): Promise<void> {
  const wanted = new Map<string, { nodeId: string; name: string; normalised: string }>();
  for (const { nodeCode, name } of file.mentions) {
    const nodeId = nodes.get(nodeCode) ?? '';
    const key = `${nodeId} ${name}`;
    if (name === '') {
      counts.refused += 1;
      const place = `${file.chain.source} ${nodeCode}`;
      await refusals.write({
        place,
        code: 'NAME_MISSING',
        reason: '代表公司的名称为空，请补上或删去',
        cells: [file.chain.name, name],
      });
    } else if (wanted.has(key)) counts.unchanged += 1;
    else wanted.set(key, { nodeId, name, normalised: normaliseName(namesOf(name)[0] ?? name) });
  }
  const added = await addMentions(tx.client, [...wanted.values()], file.chain.source);
  counts.added += added.size;
  counts.unchanged += wanted.size - added.size;
}

/** One chain, one transaction, one event. */
async function importChainFile(ctx: ImportCtx, file: ChainFile, refusals: RefusedFile): Promise<Counts> {
  const counts: Counts = { added: 0, updated: 0, unchanged: 0, refused: 0 };
  await inTransaction(ctx, async (tx) => {
    const saved = await saveChain(tx.client, file.chain, file.nodes, tx.now);
    for (const outcome of [saved.outcome, ...saved.nodeOutcomes.values()]) counts[outcome] += 1;
    await saveMentions(tx, file, saved.nodes, counts, refusals);
    const { added, updated } = counts;
    const payload = { chainId: saved.id, file: file.chain.source, added, updated };
    if (added + updated > 0) tx.record({ kind: 'CHAINS_IMPORTED', subject: { type: 'Chain', id: saved.id }, payload });
  });
  return counts;
}

/** Chain files of one folder: all are read and checked before the first is written. */
export async function importChainFiles(ctx: ImportCtx, input: string, paths: readonly string[]): Promise<ImportResult> {
  const files: ChainFile[] = [];
  for (const path of paths) files.push(await readChainFile(path));
  const refusals = refusedFile({ dataDir: ctx.dataDir, input, columns: ['产业链', '代表公司'], now: ctx.now() });
  const bar = progressBar('导入产业链', files.length);
  const total = emptyTally();
  for (const file of files) {
    const counts = await importChainFile(ctx, file, refusals);
    total.read += 1 + file.nodes.length + file.mentions.length;
    total.added += counts.added;
    total.updated += counts.updated;
    total.unchanged += counts.unchanged;
    total.refused += counts.refused;
    bar.advance(1);
  }
  bar.end();
  const sum = (figure: (file: ChainFile) => number): number => files.reduce((all, file) => all + figure(file), 0);
  const details: ImportResult['details'] = [
    ['产业链', files.length],
    ['环节', sum((file) => file.segments)],
    ['子环节', sum((file) => file.parts)],
    ['末级环节', sum((file) => file.leaves)],
    ['代表公司', sum((file) => file.mentions.length)],
  ];
  return { ...total, refusedFile: await refusals.close(), details };
}
