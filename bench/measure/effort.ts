import { VARIANTS, type VariantName } from './variants.ts';

/** How much is measured: a full run for the record, a smoke run to keep the bench running. */
export interface Effort {
  smoke: boolean;
  rounds: number;
  roundMs: number;
  warmUpMs: number;
  sockets: number;
  manySockets: number;
  /** Servers that answer the queries. */
  variants: readonly VariantName[];
  /** Folder of real data to import, or null for made rows. */
  data: string | null;
}

export const FULL: Effort = {
  smoke: false,
  rounds: 5,
  roundMs: 2_000,
  warmUpMs: 5_000,
  sockets: 5_000,
  manySockets: 10_000,
  variants: VARIANTS,
  data: null,
};
export const SMOKE: Effort = {
  smoke: true,
  rounds: 1,
  roundMs: 300,
  warmUpMs: 200,
  sockets: 100,
  manySockets: 200,
  variants: VARIANTS,
  data: null,
};
