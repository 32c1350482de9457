// Source files as text, with the imports they contain: what the checks of the tree look at.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Path from the root of the repository, with forward slashes, to the file's text. */
export type SourceTree = ReadonlyMap<string, string>;

export const ROOT = path.resolve(import.meta.dirname, '..');

export function readTree(folder: string, root: string = ROOT): SourceTree {
  const names = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(root, name), 'utf8')]));
}

/** Comments may speak of anything; only code counts. An address such as `postgres://` is not a comment. */
export const withoutComments = (text: string): string =>
  text.replace(/(^|[\s({,;])\/\*[\s\S]*?\*\//g, '$1').replace(/(^|\s)\/\/.*$/gm, '$1');

/** What the file imports, types and dynamic imports included; relative ones resolved to paths from the root. */
export function importsOf(file: string, text: string): string[] {
  const found = withoutComments(text).matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]/g);
  return [...found].map(([, target = '']) =>
    target.startsWith('.') ? path.posix.normalize(`${path.posix.dirname(file)}/${target}`) : target,
  );
}
