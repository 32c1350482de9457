/** 注册资本 as registries write it, in whole units of its currency: 「27,850.0875(万)」 is 278500875 CNY. */
export type CapitalCurrency = 'CNY' | 'USD' | 'HKD' | 'JPY';
export interface RegisteredCapital {
  /** Decimal text in units of the currency (yuan, not 万), without an exponent. */
  amount: string;
  currency: CapitalCurrency;
}

const CURRENCIES: Record<string, CapitalCurrency> = {
  '': 'CNY',
  元: 'CNY',
  元人民币: 'CNY',
  人民币: 'CNY',
  人民币元: 'CNY',
  美元: 'USD',
  元美元: 'USD',
  港币: 'HKD',
  港元: 'HKD',
  香港元: 'HKD',
  元港币: 'HKD',
  日元: 'JPY',
};
const MAGNITUDES: Record<string, number> = { '': 0, 万: 4, 亿: 8 };
const WRITING = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\(?([万亿]?)([^()\d]*)\)?$/;
const BLANK = new Set(['', 'N/A', 'NA', 'NAN', 'NULL', '-', '--', '无', '—']);

const fold = (raw: string): string => raw.normalize('NFKC').replace(/\s/g, '').toUpperCase();

/** True when the registry says nothing, as opposed to something that cannot be read. */
export const isCapitalBlank = (raw: string): boolean => BLANK.has(fold(raw));

/** Moves the decimal point in text: a float would turn 0.29万 into 2899.9999999999995. */
function shift(whole: string, fraction: string, places: number): string {
  const moved = fraction.padEnd(places, '0');
  const integer = (whole + moved.slice(0, places)).replace(/^0+(?=\d)/, '');
  const rest = moved.slice(places).replace(/0+$/, '');
  return rest === '' ? integer : `${integer}.${rest}`;
}

/** Null when the registry gives none or the writing is not known: an amount is never guessed. */
export function parseRegisteredCapital(raw: string): RegisteredCapital | null {
  const match = WRITING.exec(fold(raw));
  if (match === null) return null;
  const [, whole = '', fraction = '', magnitude = '', unit = ''] = match;
  const currency = CURRENCIES[unit];
  if (currency === undefined) return null;
  return { amount: shift(whole.replaceAll(',', ''), fraction, MAGNITUDES[magnitude] ?? 0), currency };
}
