/** Connections beside the three pools of `POOL_SIZE`: system 6, log 3, watch, bus, the lease of the embedded server. */
const FIXED = 12;
/** Kept free: an administrator, an import, `verify-log`, and what PostgreSQL reserves for superusers. */
const SPARE = 15;

/** What one node holds at most: writers, readers and hot statements have a pool each. */
export const connectionsOf = (poolSize: number): number => 3 * poolSize + FIXED;

/** The largest pool with which so many nodes fit on a server; below 1 when they do not. */
export const poolSizeFor = (nodes: number, maxConnections: number): number =>
  Math.floor(((maxConnections - SPARE) / nodes - FIXED) / 3);
