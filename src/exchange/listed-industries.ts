import { join } from 'node:path';
import { z } from 'zod';
import { addLinks, saveChain, type SavedChain, type WantedNode } from './chain-store.ts';
import { inTransaction, type ImportCtx } from './import-ctx.ts';
import { jsonLines, type JsonLine } from './json-lines.ts';
import type { RowLedger } from './row-ledger.ts';

export const SHENWAN = { code: 'shenwan', name: '申万行业分类', edition: '2021', source: '申万2021' } as const;

const text = z.string().trim().min(1);
const industryLine = z.object({ code: text, name: text });
const parentLine = z.object({ from_code: text, to_code: text });
const upstreamLine = z.object({ industry: text, ups: z.record(z.string(), z.number()) });

interface Industries {
  names: Map<string, string>;
  parents: Map<string, string>;
  upstream: JsonLine<z.infer<typeof upstreamLine>>[];
}
export interface SavedIndustries {
  chainId: string;
  /** The node an industry stands for: by its name, else by its code, as sources of other years renamed some. */
  nodeOf(name: string, code?: string): string | undefined;
  details: [string, number][];
}

const unknownIndustry = (name: string) => ({
  code: 'INDUSTRY_UNKNOWN',
  reason: `行业「${name}」不在 industry.jsonl 中，请先补上该行业`,
});

async function readIndustries(folder: string, ledger: RowLedger): Promise<Industries> {
  const names = new Map<string, string>();
  for await (const { value } of jsonLines(join(folder, 'industry.jsonl'), industryLine, ledger)) {
    if (names.has(value.code)) ledger.count('unchanged');
    else names.set(value.code, value.name);
  }
  const parents = new Map<string, string>();
  for await (const { place, text: line, value } of jsonLines(join(folder, 'industry_industry.jsonl'), parentLine, ledger)) {
    const stranger = [value.from_code, value.to_code].find((code) => !names.has(code));
    if (stranger !== undefined) await ledger.refuse(place, unknownIndustry(stranger), [line]);
    else if (parents.has(value.from_code)) ledger.count('unchanged');
    else parents.set(value.from_code, value.to_code);
  }
  const upstream: Industries['upstream'] = [];
  for await (const line of jsonLines(join(folder, 'industry_up.jsonl'), upstreamLine, ledger)) upstream.push(line);
  return { names, parents, upstream };
}

function nodesOf({ names, parents }: Industries): WantedNode[] {
  const withChildren = new Set(parents.values());
  const ordinals = new Map<string, number>();
  const depthOf = (code: string, limit = 9): number => {
    const parent = parents.get(code);
    return parent === undefined || limit === 0 ? 1 : 1 + depthOf(parent, limit - 1);
  };
  return [...names].map(([code, name]) => {
    const parentCode = parents.get(code) ?? null;
    const ordinal = (ordinals.get(parentCode ?? '') ?? 0) + 1;
    ordinals.set(parentCode ?? '', ordinal);
    return { code, parentCode, name, position: null, ordinal, depth: depthOf(code), isLeaf: !withChildren.has(code) };
  });
}

/** industry.jsonl, industry_industry.jsonl and industry_up.jsonl: one chain, its tree and who supplies whom. */
export async function importIndustries(
  ctx: ImportCtx,
  folder: string,
  aliases: ReadonlyMap<string, string>,
  ledger: RowLedger,
): Promise<SavedIndustries> {
  const industries = await readIndustries(folder, ledger);
  const codeByName = new Map([...industries.names].map(([code, name]) => [name, code]));
  return inTransaction(ctx, async (tx) => {
    const before = { ...ledger.tally };
    const saved = await saveChain(tx.client, SHENWAN, nodesOf(industries), tx.now);
    for (const [code, outcome] of saved.nodeOutcomes) ledger.count(outcome, industries.parents.has(code) ? 2 : 1);
    const nodeOf = (name: string, code?: string): string | undefined =>
      saved.nodes.get(codeByName.get(name) ?? code ?? aliases.get(name) ?? '');
    const links = await saveLinks(tx.client, industries, saved, nodeOf, ledger);
    const added = ledger.tally.added - before.added;
    const updated = ledger.tally.updated - before.updated;
    const payload = { chainId: saved.id, file: SHENWAN.source, added, updated };
    if (added + updated > 0) tx.record({ kind: 'CHAINS_IMPORTED', subject: { type: 'Chain', id: saved.id }, payload });
    const details: [string, number][] = [
      ['行业', industries.names.size],
      ['上级行业', industries.parents.size],
      ['上游行业记录', industries.upstream.length],
      ['上游关系', links],
    ];
    return { chainId: saved.id, nodeOf, details };
  });
}

/** A row names all suppliers of one industry; it counts as added when at least one of its links is new. */
async function saveLinks(
  client: Parameters<typeof addLinks>[0],
  { upstream }: Industries,
  saved: SavedChain,
  nodeOf: SavedIndustries['nodeOf'],
  ledger: RowLedger,
): Promise<number> {
  const known = new Set(saved.nodes.values());
  const byRow: { keys: string[] }[] = [];
  const wanted = new Map<string, { supplierId: string; customerId: string }>();
  for (const { place, text: line, value } of upstream) {
    const stranger = [value.industry, ...Object.keys(value.ups)].find((name) => !known.has(nodeOf(name) ?? ''));
    if (stranger !== undefined) {
      await ledger.refuse(place, unknownIndustry(stranger), [line]);
      continue;
    }
    const customerId = nodeOf(value.industry) ?? '';
    const suppliers = Object.keys(value.ups).map((name) => nodeOf(name) ?? '');
    const links = suppliers.filter((id) => id !== customerId).map((supplierId) => ({ supplierId, customerId }));
    byRow.push({ keys: links.map((link) => `${link.supplierId} ${link.customerId}`) });
    for (const link of links) wanted.set(`${link.supplierId} ${link.customerId}`, link);
  }
  const added = await addLinks(client, [...wanted.values()], SHENWAN.source);
  for (const { keys } of byRow) ledger.count(keys.some((key) => added.has(key)) ? 'added' : 'unchanged');
  return wanted.size;
}
