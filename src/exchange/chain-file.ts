import { basename, extname } from 'node:path';
import { z } from 'zod';
import type { Position, WantedChain, WantedNode } from './chain-store.ts';
import { detectEncoding, textOf } from './file-encoding.ts';
import { ImportRefused } from './import-refused.ts';

const name = z.string().trim().min(1);
const leaf = z.object({ '子-子环节名称': name, 代表公司: z.array(z.string()).default([]) });
const part = z.object({ 子环节名称: name, '子-子环节': z.array(leaf).default([]) });
const segment = z.object({ 环节名称: name, 子环节: z.array(part).default([]) });
const document = z.object({ 产业链: name, 版本: z.string().trim().min(1).default('1'), 环节: z.array(segment).min(1) });

/** One chain file as read: 环节 > 子环节 > 子-子环节 > 代表公司. */
export interface ChainFile {
  chain: WantedChain;
  nodes: WantedNode[];
  /** Company names as written, with the code of their node. */
  mentions: { nodeCode: string; name: string }[];
  segments: number;
  parts: number;
  leaves: number;
}

const POSITIONS: readonly [RegExp, Position][] = [
  [/^上游/, 'UPSTREAM'],
  [/^中游/, 'MIDSTREAM'],
  [/^下游/, 'DOWNSTREAM'],
];
const positionOf = (title: string): Position | null => POSITIONS.find(([pattern]) => pattern.test(title))?.[1] ?? null;

async function parsed(path: string): Promise<z.infer<typeof document>> {
  let text = '';
  for await (const chunk of textOf(path, await detectEncoding(path))) text += chunk;
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ImportRefused('FILE_NOT_JSON', `文件「${basename(path)}」不是有效的 JSON，请检查后重新导入`, { cause: error });
  }
  const result = document.safeParse(json);
  if (result.success) return result.data;
  const where = result.error.issues.map(({ path: at }) => at.join(' > ') || '顶层').slice(0, 3);
  throw new ImportRefused(
    'FILE_UNKNOWN_FORMAT',
    `文件「${basename(path)}」不是产业链格式，缺少或写错：${where.join('；')}。应为 产业链 / 环节 / 子环节 / 子-子环节 / 代表公司`,
  );
}

/** Node codes are paths of ordinals: `1.2.3` is the third leaf of the second part of the first segment. */
export async function readChainFile(path: string): Promise<ChainFile> {
  const said = await parsed(path);
  const chain = { code: basename(path, extname(path)), name: said.产业链, edition: said.版本, source: basename(path) };
  const made: ChainFile = { chain, nodes: [], mentions: [], segments: said.环节.length, parts: 0, leaves: 0 };
  const add = (code: string, title: string, position: Position | null, isLeaf: boolean): void => {
    const path = code.split('.');
    const parentCode = path.length === 1 ? null : path.slice(0, -1).join('.');
    made.nodes.push({ code, parentCode, name: title, position, ordinal: Number(path.at(-1)), depth: path.length, isLeaf });
  };
  said.环节.forEach(({ 环节名称: title, 子环节: parts }, i) => {
    const position = positionOf(title);
    add(`${i + 1}`, title, position, parts.length === 0);
    parts.forEach(({ 子环节名称: partTitle, '子-子环节': leaves }, j) => {
      made.parts += 1;
      add(`${i + 1}.${j + 1}`, partTitle, position, leaves.length === 0);
      leaves.forEach((node, k) => {
        made.leaves += 1;
        const code = `${i + 1}.${j + 1}.${k + 1}`;
        add(code, node['子-子环节名称'], position, true);
        for (const mention of node.代表公司) made.mentions.push({ nodeCode: code, name: mention.trim() });
      });
    });
  });
  return made;
}
