import { Extensions } from 'type-graphql';
import type { Level } from './level.ts';

/**
 * Field levels, default deny. A type marked `@Levelled()` must give every field a level with `@At`; the schema is not
 * built otherwise. The schema transform (`app/field-levels.ts`) answers null below it and lists it in `maskedFields`.
 * Rows of such a type carry their level as `level`; a row without one shows nothing.
 */
export const Levelled = () => Extensions({ levelled: true });

/** Least level at which the field is shown. */
export const At = (level: Exclude<Level, Level.NONE>) => Extensions({ level });

/** Marks a field with a resolver function as free of the viewer, so that live (shared) executions may select it. */
export const Live = () => Extensions({ live: true });

/** Marks a plain field as dependent on the viewer, so that live executions refuse it with NOT_LIVE. */
export const NotLive = () => Extensions({ live: false });

/** What every row of a levelled type carries beside its columns. */
export interface LevelledRow {
  id: string;
  level: Level;
}
