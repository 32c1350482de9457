import type { Seal } from '../kernel/sealed.ts';
import { bareName, type Investor } from './investor.ts';

/** Keyed digests of what was asked, sorted: the log can tell the same question again, and nobody can read it there. */
export interface ProbeTerms {
  terms: string[];
  /** The same with the name cut short, one for each length: what was asked while it was being typed. */
  shorter: ReadonlySet<string>;
}

const LONGEST_TYPED = 60;
const keyOf = (terms: readonly string[]): string => terms.toSorted().join(' ');

export function probeTerms(seal: Seal, asked: Investor): ProbeTerms {
  const digest = (kind: string, value: string) => seal.digest(`probe ${kind}`, value);
  const name = asked.name === null ? null : bareName(asked.name);
  const others = [
    ...(asked.companyId === null ? [] : [digest('company', asked.companyId)]),
    ...(asked.usci === null ? [] : [digest('usci', asked.usci)]),
    ...asked.phones.map((phone) => digest('phone', phone)),
    ...asked.emails.map((email) => digest('email', email)),
    ...asked.contactNames.map((contact) => digest('contact', contact)),
  ];
  const letters = name === null ? [] : [...name].slice(0, LONGEST_TYPED);
  const shorter = letters.slice(1).map((_, i) => keyOf([...others, digest('name', letters.slice(0, i + 1).join(''))]));
  return { terms: [...others, ...(name === null ? [] : [digest('name', name)])].sort(), shorter: new Set(shorter) };
}

/** Whether the earlier question was the beginning of this one. */
export const grewFrom = ({ shorter }: ProbeTerms, earlier: readonly string[]): boolean => shorter.has(keyOf(earlier));
