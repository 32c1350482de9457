import { fault } from '../kernel/fault.ts';
import type { Viewer } from '../kernel/viewer.ts';

export interface BucketSize {
  capacity: number;
  perSecond: number;
}
/** Decision 22; an API client may have a bucket of its own. */
const DEFAULT: BucketSize = { capacity: 10_000, perSecond: 500 };
const KEPT = 10_000;

/** Whose bucket and whose place: the client, the person, or before sign-in the address, so that one sender locks nobody else out. */
export const payerOf = (viewer: Viewer | null, address: string | undefined): string =>
  viewer ? (viewer.clientId ?? viewer.personId ?? viewer.teamId) : `anonymous ${address ?? ''}`;

/** Leaky buckets of cost points, per client, per node. A full bucket is forgotten first. */
export function createBuckets(now: () => number = Date.now) {
  const buckets = new Map<string, { points: number; at: number }>();
  return {
    take(key: string, cost: number, size: BucketSize = DEFAULT) {
      const at = now();
      const bucket = buckets.get(key) ?? { points: size.capacity, at };
      bucket.points = Math.min(size.capacity, bucket.points + ((at - bucket.at) / 1000) * size.perSecond);
      bucket.at = at;
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > KEPT) buckets.delete(buckets.keys().next().value!);
      if (bucket.points < cost) {
        const retryAfter = Math.ceil((cost - bucket.points) / size.perSecond);
        throw fault('RATE_LIMITED', `请求过于频繁，请 ${retryAfter} 秒后再试`, {
          retryAfter,
          cost: { requested: cost, remaining: Math.floor(bucket.points) },
        });
      }
      bucket.points -= cost;
      return { requested: cost, remaining: Math.floor(bucket.points), ...size };
    },
  };
}
