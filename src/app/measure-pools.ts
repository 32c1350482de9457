import type pg from 'pg';
import type { Metrics } from './metrics.ts';

type Sized = Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount' | 'options'>;

/** Read when metrics are asked for: requests pay nothing for it. */
export function measurePools(metrics: Metrics, pools: Readonly<Record<string, Sized>>): void {
  const collect = () => {
    for (const [pool, { totalCount, idleCount, waitingCount, options }] of Object.entries(pools)) {
      metrics.poolConnections.set({ pool, state: 'idle' }, idleCount);
      metrics.poolConnections.set({ pool, state: 'busy' }, totalCount - idleCount);
      metrics.poolWaiting.set({ pool }, waitingCount);
      metrics.poolMax.set({ pool }, options.max ?? 0);
    }
  };
  Object.assign(metrics.poolConnections, { collect });
}
