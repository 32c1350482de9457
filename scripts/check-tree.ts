// The tree shows the product: names that say something, and a map in the README that equals `ls src`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readTree, ROOT } from './source-tree.ts';

const VAGUE = /^(utils?|commons?|helpers?|misc|shared|types?|interfaces?|dtos?|constants?|lib|index)$/;

/** Folder and file names that would hold anything, hence nothing. */
export const vagueNames = (files: Iterable<string>): string[] =>
  [...files]
    .filter((file) => file.split('/').some((part) => part.split('.').some((word) => VAGUE.test(word))))
    .map((file) => `${file}: the name does not say what is in it`);

/** Entries of the README's map of `src/`: the lines of the fenced block under "src/" that are indented by two spaces. */
export function mapOf(readme: string): string[] {
  const block = /^src\/[^\n]*\n((?: {2}[^\n]*\n)+)/m.exec(readme)?.[1] ?? '';
  return [...block.matchAll(/^ {2}(\S+)/gm)].map(([, name = '']) => name.replace(/\/$/, ''));
}

export function mapProblems(readme: string, inSrc: readonly string[]): string[] {
  const mapped = mapOf(readme);
  return [
    ...inSrc.filter((name) => !mapped.includes(name)).map((name) => `README.md: the map lacks src/${name}`),
    ...mapped.filter((name) => !inSrc.includes(name)).map((name) => `README.md: the map names src/${name}, which does not exist`),
  ];
}

if (import.meta.main) {
  const files = ['src', 'test', 'scripts'].flatMap((folder) => [...readTree(folder).keys()]);
  const problems = [
    ...vagueNames(files),
    ...mapProblems(readFileSync(path.join(ROOT, 'README.md'), 'utf8'), readdirSync(path.join(ROOT, 'src'))),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`tree: ${problems.length === 0 ? 'ok' : `${problems.length} problems`}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
