import { checkUsci, foldUsci } from '../kernel/usci.ts';

/** What two unified social credit identifiers say about two records. */
export enum CodeRelation {
  /** One of them is missing, or so broken that it says nothing. */
  UNKNOWN = 'UNKNOWN',
  SAME = 'SAME',
  /** Two legal entities, whatever their names. */
  DIFFERENT = 'DIFFERENT',
  /** One slip apart, and one of them fails its check. */
  TYPED_WRONG = 'TYPED_WRONG',
  /** Of the right length, but one cannot be any company's: against being sure, not against being the same. */
  DOUBTFUL = 'DOUBTFUL',
}

/** Nobody's code, though the check characters of nothing but zeros fit: files fill empty cells with them. */
export const FILLER = /^..0{6}|^(.)\1{17}$/;
/** Characters that people take for one another. The standard leaves out I, O, S, V and Z for that reason. */
const CONFUSED: Readonly<Record<string, string>> = {
  I: '1',
  L: '1',
  O: '0',
  Q: '0',
  D: '0',
  S: '5',
  Z: '2',
  B: '8',
  V: 'Y',
  U: 'V',
};

const looksOf = (code: string): string => [...code].map((char) => CONFUSED[char] ?? char).join('');

/** At most one character put, left out, changed, or two neighbours swapped. */
export function isOneSlipApart(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (long.length - short.length > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from++;
  let until = 0;
  while (until < short.length - from && short[short.length - 1 - until] === long[long.length - 1 - until]) until++;
  const [here, there] = [short.slice(from, short.length - until), long.slice(from, long.length - until)];
  if (there.length <= 1) return true;
  return here.length === 2 && there.length === 2 && here[0] === there[1] && here[1] === there[0];
}

function standingOf(raw: string | null | undefined): { code: string; standing: 'NONE' | 'OK' | 'WARN' | 'BROKEN' } {
  const { usci, verdict, reason } = checkUsci(raw ?? '');
  if (FILLER.test(usci)) return { code: '', standing: 'NONE' };
  if (verdict !== 'REFUSE') return { code: usci, standing: verdict };
  const isCode = reason === 'USCI_ORG_CHECK' || reason === 'USCI_ALPHABET' || /^[0-9A-Z]{17,19}$/.test(usci);
  return isCode ? { code: usci, standing: 'BROKEN' } : { code: '', standing: 'NONE' };
}

/** The identifier as it can be looked up by, or null. */
export const usableUsci = (raw: string | null | undefined): string | null => {
  const { code, standing } = standingOf(raw);
  return standing === 'OK' || standing === 'WARN' ? code : null;
};

export function relateCodes(leftRaw: string | null | undefined, rightRaw: string | null | undefined): CodeRelation {
  const left = standingOf(leftRaw);
  const right = standingOf(rightRaw);
  if (left.standing === 'NONE' || right.standing === 'NONE') return CodeRelation.UNKNOWN;
  const broken = left.standing === 'BROKEN' || right.standing === 'BROKEN';
  if (left.code === right.code) return broken ? CodeRelation.UNKNOWN : CodeRelation.SAME;
  const isSlip = isOneSlipApart(left.code, right.code) || isOneSlipApart(looksOf(left.code), looksOf(right.code));
  // One of the two must be right for the other to be the slip; and of two that fit, neither is.
  if (isSlip && left.standing !== right.standing) return CodeRelation.TYPED_WRONG;
  return broken ? CodeRelation.DOUBTFUL : CodeRelation.DIFFERENT;
}

/** Stock codes and registration numbers abroad, written in one way; null when empty. */
export const plainCode = (raw: string | null | undefined): string | null => foldUsci(raw ?? '').replace(/[-－—/]/g, '') || null;
