import assert from 'node:assert/strict';
import { nameOf, told, type Message, type Subscriber } from './subscriber.ts';

/** What a step expects each subscriber to hear: kinds of events or signals, in order. */
export type Heard = Record<string, readonly string[]>;

/** Tells a story step by step and prints what each subscriber heard of each. */
export class Story {
  steps = 0;
  failed = 0;
  readonly subscribers: Subscriber[] = [];

  /** `act` does something through the API; then exactly `expected` must have been heard by each subscriber, nothing else by nobody. */
  async step(
    title: string,
    act: () => Promise<string | void>,
    expected: Heard = {},
    check: (heard: Record<string, Message[]>) => void = () => {},
  ): Promise<void> {
    this.steps += 1;
    console.log(`\n${this.steps}. ${title}`);
    try {
      const note = await act();
      if (note) console.log(`   ${note}`);
      const heard: Record<string, Message[]> = {};
      for (const subscriber of this.subscribers) {
        const { name } = subscriber.user;
        const news = await subscriber.news(expected[name]?.length ?? 0);
        heard[name] = news;
        for (const message of news) console.log(`   ${name} 收到：${told(message)}`);
      }
      for (const { user } of this.subscribers) {
        assert.deepEqual(heard[user.name]!.map(nameOf), [...(expected[user.name] ?? [])], `${user.name} 应当收到`);
      }
      check(heard);
    } catch (error) {
      this.failed += 1;
      console.log(`   ✗ ${(error as Error).message}`);
    }
  }

  summary(): string {
    return `story: ${this.steps} steps, ${this.steps - this.failed} passed, ${this.failed} failed`;
  }
}
