import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;

interface Stat {
  parent: number;
  /** utime + stime, in ms. */
  own: number;
  /** cutime + cstime: children already gone. */
  reaped: number;
}

function statOf(pid: number | string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, own: (fields[11]! + fields[12]!) * TICK_MS, reaped: (fields[13]! + fields[14]!) * TICK_MS };
  } catch {
    return null; // ended between listing and reading
  }
}

/** CPU of one process so far, in ms. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? 0;

/** CPU of a PostgreSQL so far, in ms: the postmaster, its backends, and the backends that have gone. */
export function cpuOfPostgres(postmaster: number): number {
  const root = statOf(postmaster);
  if (!root) return 0;
  let sum = root.own + root.reaped;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = statOf(pid);
    if (stat?.parent === postmaster) sum += stat.own;
  }
  return sum;
}
