/** Guards a secret against guessing: failures per name are counted in this node's memory. */
export interface Attempts {
  /**
   * Runs one check after another per name, so that a hundred guesses sent at once count as a hundred. `check` answers
   * whether the secret was right. `waitS` tells how long nothing is checked any more for this name or address.
   */
  check(name: string, address: string | null, check: () => Promise<boolean>): Promise<{ right: boolean; waitS: number }>;
}

interface Failures {
  count: number;
  since: number;
  until: number;
}

const FREE_PER_NAME = 5;
/** Many colleagues share one public address. */
const FREE_PER_ADDRESS = 50;
const WINDOW_MS = 15 * 60_000;
const FIRST_WAIT_MS = 60_000;
const REMEMBERED = 20_000;

export function createAttempts(now: () => Date): Attempts {
  const failures = new Map<string, Failures>();
  const queues = new Map<string, Promise<unknown>>();

  const waitOf = (key: string): number => Math.max(0, (failures.get(key)?.until ?? 0) - now().getTime());

  const fail = (key: string, free: number): void => {
    const at = now().getTime();
    const known = failures.get(key);
    const open = known && known.since + WINDOW_MS > at ? known : undefined;
    const count = (open?.count ?? 0) + 1;
    const waitMs = count < free ? 0 : Math.min(WINDOW_MS, FIRST_WAIT_MS * 2 ** (count - free));
    failures.delete(key);
    // The window runs from its first failure: an office that mistypes now and then is not locked out for ever.
    failures.set(key, { count, since: open?.since ?? at, until: at + waitMs });
    if (failures.size > REMEMBERED) failures.delete(failures.keys().next().value!);
  };

  const one = async (name: string, address: string | null, check: () => Promise<boolean>) => {
    const keys = [`name ${name}`, ...(address === null ? [] : [`address ${address}`])];
    const waitMs = Math.max(...keys.map(waitOf));
    if (waitMs > 0) return { right: false, waitS: Math.ceil(waitMs / 1_000) };
    const right = await check();
    if (right) failures.delete(keys[0]!);
    else keys.forEach((key, i) => fail(key, i === 0 ? FREE_PER_NAME : FREE_PER_ADDRESS));
    return { right, waitS: 0 };
  };

  return {
    check(name, address, check) {
      const run = (queues.get(name) ?? Promise.resolve()).then(() => one(name, address, check));
      const settled = run
        .catch(() => {})
        .finally(() => {
          if (queues.get(name) === settled) queues.delete(name);
        });
      queues.set(name, settled);
      return run;
    },
  };
}
