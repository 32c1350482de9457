/** 统一社会信用代码 (unified social credit identifier, GB 32100-2015): folding and the two check characters. */

export type UsciVerdict = 'OK' | 'WARN' | 'REFUSE';
export type UsciReason = 'USCI_EMPTY' | 'USCI_OLD_15' | 'USCI_LENGTH' | 'USCI_ALPHABET' | 'USCI_ORG_CHECK' | 'USCI_CHECK';
export interface UsciCheck {
  usci: string;
  verdict: UsciVerdict;
  reason?: UsciReason;
  /** The check character the formula gives, when that is what differs. */
  expected?: string;
}

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORG_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

const weigh = (text: string, alphabet: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + alphabet.indexOf(text.charAt(i)) * weight, 0);

/** Case, width and blanks are the typist's, not the company's: they are folded, never refused. */
export const foldUsci = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200D\uFEFF]/g, '')
    .toUpperCase();

/** The 18th character for the first 17. */
export const usciCheckChar = (first17: string): string => ALPHABET.charAt((31 - (weigh(first17, ALPHABET, WEIGHTS) % 31)) % 31);

/** The 17th character (check of the organisation code, GB 11714) for characters 9 to 16. */
export function orgCheckChar(body8: string): string {
  const rest = 11 - (weigh(body8, ORG_ALPHABET, ORG_WEIGHTS) % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
}

/** Real registries hold early codes whose 18th character fails, never one whose 17th does: warn on the one, refuse the other. */
export function checkUsci(raw: string): UsciCheck {
  const usci = foldUsci(raw);
  const refuse = (reason: UsciReason, expected?: string): UsciCheck => ({
    usci,
    verdict: 'REFUSE',
    reason,
    ...(expected === undefined ? {} : { expected }),
  });
  if (usci === '') return refuse('USCI_EMPTY');
  if (/^\d{15}$/.test(usci)) return refuse('USCI_OLD_15');
  if (usci.length !== 18) return refuse('USCI_LENGTH');
  if (![...usci].every((char) => ALPHABET.includes(char))) return refuse('USCI_ALPHABET');
  const org = orgCheckChar(usci.slice(8, 16));
  if (org !== usci[16]) return refuse('USCI_ORG_CHECK', org);
  const last = usciCheckChar(usci.slice(0, 17));
  return last === usci[17] ? { usci, verdict: 'OK' } : { usci, verdict: 'WARN', reason: 'USCI_CHECK', expected: last };
}

/** What to tell the person, and the way out. */
export function usciMessage(check: UsciCheck): string {
  switch (check.reason) {
    case undefined:
      return '统一社会信用代码校验通过';
    case 'USCI_EMPTY':
      return '统一社会信用代码为空，请填写 18 位代码';
    case 'USCI_OLD_15':
      return `统一社会信用代码「${check.usci}」是 15 位旧注册号，请到企业信用信息公示系统查询换发后的 18 位代码`;
    case 'USCI_LENGTH':
      return `统一社会信用代码「${check.usci}」有 ${[...check.usci].length} 位，应为 18 位，请核对营业执照`;
    case 'USCI_ALPHABET':
      return `统一社会信用代码「${check.usci}」含有不允许的字符(不使用 I、O、S、V、Z),请核对营业执照`;
    case 'USCI_ORG_CHECK':
      return `统一社会信用代码「${check.usci}」第 17 位应为 ${check.expected}，疑为录入错误，请核对营业执照`;
    case 'USCI_CHECK':
      return `统一社会信用代码「${check.usci}」第 18 位按公式应为 ${check.expected}，已照原样接收，请以营业执照为准`;
  }
}
