import { CreditFigureKind } from './credit-terms.ts';

// Amounts are kept and shared in whole units: yuan, or hundredths of a point.

/** Beyond this no figure of one case goes: a thousand times a thousand billion yuan. */
const MOST = 10n ** 15n;

/** An amount as written, in units; null for what is not in whole units, or too large. */
export function unitsOf(figure: CreditFigureKind, amount: string): bigint | null {
  const places = figure === CreditFigureKind.SCORE ? 2 : 0;
  const [, sign = '', whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const kept = decimals.replace(/0+$/, '');
  if (whole === '' || kept.length > places) return null;
  const size = BigInt(whole + kept.padEnd(places, '0'));
  return size > MOST ? null : sign === '-' ? -size : size;
}

/** Units as a decimal number: points with up to two decimals, yuan with none. */
export function amountOf(figure: CreditFigureKind, units: bigint | string): string {
  const value = BigInt(units);
  if (figure !== CreditFigureKind.SCORE) return String(value);
  const size = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

/** Hundredths of a percent as a percentage. */
export const percentOf = (hundredths: number | bigint): string => amountOf(CreditFigureKind.SCORE, BigInt(hundredths));

/** A part of a whole in percent with two decimals; null of nothing. */
export function shareOfWhole(part: bigint, whole: bigint): string | null {
  if (whole === 0n) return null;
  const scaled = (part * 100_000n) / whole;
  const rounded = (scaled + (scaled < 0n ? -5n : 5n)) / 10n;
  return percentOf(rounded);
}
