import { Property } from '@mikro-orm/decorators/legacy';

/** An instant, UTC, with milliseconds: what `DateTime` shows (decision 20). */
export const Instant = (options: { nullable?: boolean } = {}) => Property({ type: 'datetime', length: 3, ...options });

/** A calendar day in Asia/Shanghai, as text `2026-11-23`. */
export const Day = (options: { nullable?: boolean } = {}) => Property({ type: 'date', ...options });

export const Text = (options: { nullable?: boolean; default?: string } = {}) => Property({ type: 'text', ...options });

export const YuanColumn = (options: { nullable?: boolean } = {}) =>
  Property({ type: 'decimal', precision: 18, scale: 0, ...options });
