import 'reflect-metadata';
import module from 'node:module';
import path from 'node:path';

// Before anything else is loaded: a second start finds what the first has compiled. Where it cannot be kept, nothing is lost.
module.enableCompileCache?.(path.resolve(import.meta.dirname, '../.cache/compiled'));
const { run } = await import('./app/program.ts');
void run();
