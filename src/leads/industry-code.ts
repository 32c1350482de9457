/** First and last division (大类) of each section (门类) of GB/T 4754-2017. */
const SECTIONS: Record<string, readonly [number, number]> = {
  A: [1, 5],
  B: [6, 12],
  C: [13, 43],
  D: [44, 46],
  E: [47, 50],
  F: [51, 52],
  G: [53, 60],
  H: [61, 62],
  I: [63, 65],
  J: [66, 69],
  K: [70, 70],
  L: [71, 72],
  M: [73, 75],
  N: [76, 79],
  O: [80, 82],
  P: [83, 83],
  Q: [84, 85],
  R: [86, 90],
  S: [91, 96],
  T: [97, 97],
};

/** A section, or a section's letter with 2, 3 or 4 digits, where the letter fits the number: `C3973`. */
export function isIndustryCode(code: string): boolean {
  const match = /^([A-T])(?:(\d{2})\d{0,2})?$/.exec(code);
  if (!match) return false;
  const [first, last] = SECTIONS[match[1]!]!;
  const division = match[2] === undefined ? first : Number(match[2]);
  return division >= first && division <= last;
}
