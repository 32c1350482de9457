import { foldName, normaliseName } from '../companies/company-name.ts';
import { MatchLevel } from '../companies/match-reason.ts';
import type { Tx } from '../kernel/context.ts';
import type { Seal } from '../kernel/sealed.ts';
import { toldMatches, type ToldMatch } from './blind-matches.ts';
import { ProbeKind } from './collision-probe.ts';
import type { ContactFacts } from './contact-facts.ts';
import { describedName } from './described-company.ts';
import { findCollisions, type FoundLead } from './find-collisions.ts';
import { foldEmail, type Investor } from './investor.ts';
import { knownInvestor } from './match-companies.ts';
import { refuseFishing, type RulesOf } from './probe-limit.ts';
import { phoneKey } from './phone-key.ts';
import { probeTerms } from './probe-terms.ts';
import { recordCollisions, type CollidingLead } from './record-collisions.ts';
import { logProbe } from './tell-holders.ts';

interface Facts {
  companyId?: string | null;
  companyDescription?: string | null;
  contacts?: readonly ContactFacts[];
}

/** The investor as a lead's facts tell it; null where nothing of it could be looked for. */
export function investorOfLead({ companyId = null, companyDescription = null, contacts = [] }: Facts): Investor | null {
  const name = companyId === null && companyDescription ? describedName(companyDescription) : null;
  const phones = contacts.flatMap(({ phone }) => (phone ? [phoneKey(phone)] : [])).filter((digits) => digits.length >= 7);
  const emails = contacts.flatMap(({ email }) => (email ? [foldEmail(email)] : []));
  if (companyId === null && name === null && phones.length === 0 && emails.length === 0) return null;
  return { companyId, name, usci: null, phones, emails, contactNames: contacts.map((each) => foldName(each.name)) };
}

/**
 * Two that register one investor at the same moment would not see each other's lead: the second waits here for the first.
 * In order, so that nobody waits in a circle.
 */
const LOCK = `select pg_advisory_xact_lock(h) from (
    select distinct hashtextextended(k, 55) as h from unnest($1::text[]) k order by h) x`;

const locksOf = ({ companyId, name, phones, emails }: Investor): string[] => [
  ...(companyId === null ? [] : [companyId]),
  ...(name === null ? [] : [`name ${normaliseName(name)}`]),
  ...phones.map((phone) => `phone ${phone}`),
  ...emails.map((email) => `mail ${email}`),
];

/**
 * Who else is at work on the investor of a lead, for the team that owns it: logged like any other check, and of its limits
 * only that of blind matches holds, since it is told of them.
 */
export async function findOthers(
  tx: Tx,
  seal: Seal,
  asked: Investor,
  lead: { id?: string; teamId: string },
  rulesOf?: RulesOf,
): Promise<FoundLead[]> {
  const isTold = tx.viewer.teamId === lead.teamId;
  const [, known] = await Promise.all([
    tx.sql(LOCK, [locksOf(asked)]),
    knownInvestor(tx, asked),
    isTold ? refuseFishing(tx, rulesOf) : null,
  ]);
  const finding = lead.id === undefined ? { teamId: lead.teamId } : { teamId: lead.teamId, except: lead.id };
  const found = known ? await findCollisions(tx, asked, known, finding) : [];
  const told = toldMatches(found);
  const blindHits = told.filter(({ leadId }) => leadId === null).length;
  const bestLevel = told[0]?.level ?? MatchLevel.NONE;
  tx.later(logProbe(tx, probeTerms(seal, asked), { kind: ProbeKind.REGISTRATION, blindHits, bestLevel }));
  return found;
}

/** What the acting team is told: a partner that hands a lead in hears nothing of others. */
export const toldOf = (tx: Tx, owningTeamId: string, found: readonly FoundLead[]): ToldMatch[] | null =>
  tx.viewer.teamId === owningTeamId ? toldMatches(found) : null;

/** A lead whose facts or people changed: who else is at work on its investor now. */
export async function collide(tx: Tx, seal: Seal, lead: CollidingLead, facts: Facts): Promise<ToldMatch[] | null> {
  const asked = investorOfLead(facts);
  if (!asked) return toldOf(tx, lead.teamId, []);
  const found = await findOthers(tx, seal, asked, lead);
  await recordCollisions(tx, lead, found);
  return toldOf(tx, lead.teamId, found);
}
