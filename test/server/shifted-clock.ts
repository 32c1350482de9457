/** Shifts every `Date` of a program by `CLOCK_SHIFT_MS`, as a wrong clock of its machine would; timers go on as ever. */
const SHIFT = `const Real = Date, by = Number(process.env.CLOCK_SHIFT_MS);
globalThis.Date = class Date extends Real {
  constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + by); }
  static now() { return Real.now() + by; }
};`;

/** Settings for a program whose clock is so many hours ahead of everybody's. */
export const clockAhead = (hours: number): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(SHIFT)}`,
  CLOCK_SHIFT_MS: String(hours * 3_600_000),
});
