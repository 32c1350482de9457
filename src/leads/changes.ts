import type { Changes } from '../kernel/context.ts';

/** Words that may name a person: their change is told, their text is not (decision 12). */
const UNTOLD = new Set(['referrer', 'intent', 'companyDescription', 'closingReason']);

/** Fields whose value differs, before and after; what the input left out did not change. */
export function changesOf(before: Record<string, unknown>, after: Record<string, string | null | undefined>): Changes {
  const plain = (value: unknown) => (value == null ? null : String(value));
  const told = Object.entries(after)
    .filter(([field, to]) => to !== undefined && plain(before[field]) !== to)
    .map(([field, to]) => [field, UNTOLD.has(field) ? { from: null, to: null } : { from: plain(before[field]), to: to ?? null }]);
  return Object.fromEntries(told) as Changes;
}
