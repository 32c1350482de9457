import type { Nemesis } from './nemesis.ts';
import { clockSkewed, nodeDeployed, nodeKilled, nodeStalled } from './nemeses-of-nodes.ts';
import { diskFull, poolExhausted, postmasterKilled, readOnly } from './nemeses-of-postgres.ts';
import { deafClients, hintsDoubled, natsKilled, WEATHERS } from './nemeses-of-wires.ts';

export const NEMESES: readonly Nemesis[] = [
  postmasterKilled,
  nodeKilled,
  nodeStalled,
  nodeDeployed,
  ...WEATHERS,
  poolExhausted,
  readOnly,
  clockSkewed,
  deafClients,
  diskFull,
  natsKilled,
  hintsDoubled,
];
