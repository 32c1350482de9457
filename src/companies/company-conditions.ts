/** Conditions of one statement with their parameters, in the order they are bound. */
export interface Conditions {
  readonly params: unknown[];
  readonly isEmpty: boolean;
  /** All conditions joined, `true` when there are none. */
  readonly sql: string;
  /** Adds a parameter and returns its placeholder. */
  bind(value: unknown): string;
  and(condition: string): void;
  copy(): Conditions;
}

export function conditions(parts: string[] = [], params: unknown[] = []): Conditions {
  return {
    params,
    get isEmpty() {
      return parts.length === 0;
    },
    get sql() {
      return parts.length === 0 ? 'true' : parts.join(' and ');
    },
    bind: (value) => `$${params.push(value)}`,
    and: (condition) => void parts.push(condition),
    copy: () => conditions([...parts], [...params]),
  };
}
