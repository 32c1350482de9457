import { registerEnumType } from 'type-graphql';

/** How much of a record a team may see: each level includes the ones before it. */
export enum Level {
  NONE = 'NONE',
  SUMMARY = 'SUMMARY',
  FOLLOW = 'FOLLOW',
  WORK = 'WORK',
}
registerEnumType(Level, {
  name: 'Level',
  description: 'How much of a record a team may see (访问级别); each level includes the ones before it.',
  valuesConfig: {
    NONE: { description: 'Nothing: the record does not exist for the team (不可见).' },
    SUMMARY: { description: 'Code, title, stage, lead team, industry, size band and dates (概要).' },
    FOLLOW: { description: 'Everything but contact data and notes private to another team (跟进).' },
    WORK: { description: 'FOLLOW plus contacts plus writing (办理).' },
  },
});

/** Levels as stored in `access.level` and compared in SQL. */
export const RANK = { NONE: 0, SUMMARY: 1, FOLLOW: 2, WORK: 3 } as const satisfies Record<Level, number>;
const BY_RANK = [Level.NONE, Level.SUMMARY, Level.FOLLOW, Level.WORK] as const;

export const levelOf = (rank: number): Level => BY_RANK[rank] ?? Level.NONE;
export const atLeast = (level: Level, minimum: Level): boolean => RANK[level] >= RANK[minimum];
export const lower = (a: Level, b: Level): Level => (RANK[a] <= RANK[b] ? a : b);
export const higher = (a: Level, b: Level): Level => (RANK[a] >= RANK[b] ? a : b);
