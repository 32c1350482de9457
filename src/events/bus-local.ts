import type { Bus, Hint } from './bus.ts';

/** Within one process: also the near half of the other drivers, which only add how hints reach other nodes. */
export function createLocalBus(): Bus {
  const listeners = new Set<(hint: Hint) => void>();
  return {
    publish: (hint) => {
      for (const listener of listeners) listener(hint);
    },
    onHint: (listener) => {
      const own = (hint: Hint) => listener(hint);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    close: async () => listeners.clear(),
  };
}
