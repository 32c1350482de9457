import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RETRY, waitMs } from '../../packages/client/src/backoff.ts';
import { News } from '../../packages/client/src/news.ts';
import { Outbox } from '../../packages/client/src/outbox.ts';
import { verdictOfClose } from '../../packages/client/src/verdict.ts';

describe('the waits between attempts', () => {
  const bounds = fc.record({ firstMs: fc.integer({ min: 1, max: 60_000 }), maxMs: fc.integer({ min: 1, max: 600_000 }) });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('stay below a ceiling that doubles up to the greatest, for ever, and use all of it', () => {
    fc.assert(
      fc.property(fc.nat(5_000), bounds, chance, (attempt, retry, random) => {
        const ceiling = Math.min(retry.maxMs, retry.firstMs * 2 ** Math.min(attempt, 30));
        const ms = waitMs(attempt, retry, () => random);
        expect(ms).toBe(Math.floor(random * ceiling));
        expect(ms >= 0 && ms < Math.max(1, ceiling) && ms < Math.max(1, retry.maxMs)).toBe(true);
        expect(waitMs(attempt + 1, retry, () => random)).toBeGreaterThanOrEqual(ms);
      }),
    );
  });

  test('spread a herd: 1,000 clients whose node dies come back evenly over the first second', () => {
    const seconds = Array.from({ length: 1_000 }, () => waitMs(0, RETRY));
    for (const tenth of Array.from({ length: 10 }, (_, i) => i))
      expect(seconds.filter((ms) => Math.floor(ms / 100) === tenth).length).toBeGreaterThan(50);
  });
});

test('every close code means something; only those that put us at fault end the attempts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 4_999 }), (code) => {
      const ours = [1003, 1009, 1010, 4400, 4401, 4406, 4409, 4429].includes(code);
      expect(verdictOfClose(code)).toBe(code === 4403 ? 'sign in' : ours ? 'give up' : 'again');
    }),
    { numRuns: 4_000, examples: [[1012], [1013], [4403], [4500], [4400]] },
  );
});

describe('what comes again', () => {
  const WINDOW = 50;
  /** Event n under a cursor of its own, as the server seals it anew each time. */
  let sealed = 0;
  const event = (n: number) => ({ type: 'Event' as const, event: { id: String(n) }, cursor: `c${++sealed}` });

  test('is dropped, whatever is replayed from within the window, and nothing else is', () => {
    // Each step hears some news, then is thrown back by up to a window and replayed to from there.
    const steps = fc.array(fc.record({ news: fc.nat(30), back: fc.nat(WINDOW) }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (history) => {
        const news = new News(WINDOW);
        const heard: number[] = [];
        let last = 0;
        for (const step of history) {
          for (let n = Math.max(1, last - step.back + 1); n <= last + step.news; n++) {
            const message = event(n);
            if (news.isNew(message)) heard.push(n);
            // The very same frame again is none.
            expect(news.isNew(message)).toBe(false);
          }
          last += step.news;
        }
        expect(heard).toEqual(Array.from({ length: last }, (_, i) => i + 1));
      }),
    );
  });

  test('beyond the window is not known: the window is bounded', () => {
    const news = new News(WINDOW);
    for (let n = 1; n <= WINDOW + 1; n++) news.isNew(event(n));
    expect([news.isNew(event(2)), news.isNew(event(1))]).toEqual([false, true]);
  });

  test('is any signal whose frame is sent twice; an old progress does not count as news', () => {
    const news = new News(WINDOW);
    const gap = { type: 'StreamGap' as const, droppedBefore: '2026-01-01T00:00:00.000Z', message: '', cursor: 'a' };
    const progress = { type: 'Progress' as const, cursor: 'b' };
    expect([gap, gap, progress, event(1), progress].map((each) => news.isNew(each))).toEqual([true, false, true, true, false]);
  });

  test('is a revocation only while nothing has happened since', () => {
    const news = new News(WINDOW);
    const revoked = (recordId: string) =>
      news.isNew({ type: 'AccessRevoked', recordId, recordKind: 'CASE', cursor: `c${++sealed}` });
    expect([revoked('a'), revoked('a'), revoked('b'), news.isNew(event(1)), revoked('a')]).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
  });
});

test('the queue of a consumer hands out all in order, says when there is room again, and ends once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(fc.boolean(), { maxLength: 60 }), async (limit, moves) => {
      let isStopped = false;
      const outbox = new Outbox<number>(limit, () => {
        expect(outbox.count).toBe(Math.floor(limit / 2));
        isStopped = false;
      });
      const read: number[] = [];
      let pushed = 0;
      for (const push of moves) {
        if (push && !isStopped) {
          outbox.push(++pushed);
          isStopped = outbox.isFull;
          expect(outbox.count).toBeLessThanOrEqual(limit);
        } else if (!push && outbox.count > 0) read.push((await outbox.next()).value!);
      }
      outbox.end({});
      for (let next = await outbox.next(); !next.done; next = await outbox.next()) read.push(next.value);
      expect(read).toEqual(Array.from({ length: pushed }, (_, i) => i + 1));
      expect(isStopped).toBe(false);
      expect(await outbox.next()).toEqual({ done: true, value: undefined });
    }),
  );
});
