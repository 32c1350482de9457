import type { Changes } from '../kernel/context.ts';

/** Free text may name a person: that it changed is told, its words are not (decision 12). */
const UNTOLD = new Set(['title', 'referrer', 'intent', 'companyDescription', 'closingReason']);

/** Fields whose value differs, before and after; what the input left out did not change. */
export function changesOf(before: Record<string, unknown>, after: Record<string, string | null | undefined>): Changes {
  const plain = (value: unknown) => (value == null ? null : String(value));
  const told = Object.entries(after)
    .filter(([field, to]) => to !== undefined && plain(before[field]) !== to)
    .map(([field, to]) => [field, UNTOLD.has(field) ? { from: null, to: null } : { from: plain(before[field]), to: to ?? null }]);
  return Object.fromEntries(told) as Changes;
}
