// node --import ./tools/swc-register.js src/main.ts : run TypeScript with legacy decorators + emitDecoratorMetadata.
// Node's own type stripping has no decorators, tsx/esbuild has no emitDecoratorMetadata.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { swcOptions } from './swc-options.js';

process.setSourceMapsEnabled(true);
const CLIENT = new URL('../packages/client/src/client.ts', import.meta.url).href;
registerHooks({
  /** The client, too, runs from its sources: what is tested is never an old build. */
  resolve(specifier, context, nextResolve) {
    return specifier === '@zhaoshang/client' ? { url: CLIENT, shortCircuit: true } : nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !/\.[mc]?ts$/.test(url) || url.includes('/node_modules/')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swcOptions, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
