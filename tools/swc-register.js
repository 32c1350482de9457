// node --import ./tools/swc-register.js src/main.ts : run TypeScript with legacy decorators + emitDecoratorMetadata.
// Node's own type stripping has no decorators, tsx/esbuild has no emitDecoratorMetadata.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { swcOptions } from './swc-options.js';

process.setSourceMapsEnabled(true);
registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !/\.[mc]?ts$/.test(url) || url.includes('/node_modules/')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swcOptions, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
