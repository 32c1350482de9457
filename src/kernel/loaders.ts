import DataLoader from 'dataloader';
import type { Load, LoaderOf, ReadCtx } from './context.ts';

export type { Load, LoaderOf };

/** `prime` gives a loader what is known already. */
export function createLoad(ctx: ReadCtx): Load & { prime: <K, V>(of: LoaderOf<K, V>, key: K, value: V) => void } {
  const made = new Map<unknown, DataLoader<never, never>>();
  const loaderOf = <K, V>(of: LoaderOf<K, V>) => {
    let loader = made.get(of) as DataLoader<K, V> | undefined;
    if (!loader) made.set(of, (loader = of(ctx)) as unknown as DataLoader<never, never>);
    return loader;
  };
  const load = <K, V>(of: LoaderOf<K, V>, key: K) => loaderOf(of).load(key);
  return Object.assign(load, { prime: <K, V>(of: LoaderOf<K, V>, key: K, value: V) => void loaderOf(of).prime(key, value) });
}

/** Loader of one row per id: `select … where id = any($1)`; a missing or invisible row is null. */
export const byId =
  <V extends { id: string }>(sql: string, name: string): LoaderOf<string, V | null> =>
  (ctx) =>
    new DataLoader(async (ids) => {
      const found = new Map((await ctx.read<V>(sql, [ids], name)).map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? null);
    });

/** Loader of many rows per parent id: rows carry the parent's id in `parent`. */
export const byParent =
  <V extends { parent: string }>(sql: string, name: string): LoaderOf<string, V[]> =>
  (ctx) =>
    new DataLoader(async (ids) => {
      const groups = Map.groupBy(await ctx.read<V>(sql, [ids], name), (row) => row.parent);
      return ids.map((id) => groups.get(id) ?? []);
    });
