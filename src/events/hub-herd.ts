import type { Group } from './group.ts';

const KEPT = 1_000;
const FRESH_MS = 1_000;

/**
 * Bodies made a moment ago. When a node dies, its clients come back together with nearly the same cursor: what one
 * of them is replayed, the others of its group and level are too. Access is still looked at for each.
 */
export function createHerd(now: () => number = () => performance.now()) {
  const numbers = new WeakMap<Group, number>();
  const bodies = new Map<string, { at: number; body: Promise<Buffer> }>();
  let last = 0;
  return (group: Group, pos: number, level: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    let number = numbers.get(group);
    if (number === undefined) numbers.set(group, (number = ++last));
    const key = `${number}:${pos}:${level}`;
    const found = bodies.get(key);
    if (found && now() - found.at < FRESH_MS) return found.body;
    const body = make();
    bodies.delete(key);
    bodies.set(key, { at: now(), body });
    if (bodies.size > KEPT) bodies.delete(bodies.keys().next().value!);
    return body;
  };
}
