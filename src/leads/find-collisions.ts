import { unguardedFlight } from '../access/access-facts.ts';
import { compareIdentities, type Comparison, type Identity } from '../companies/compare-companies.ts';
import { foldName } from '../companies/company-name.ts';
import { levelOf, LEVEL_OF, MatchLevel, MatchReason, rankOf } from '../companies/match-reason.ts';
import type { Tx } from '../kernel/context.ts';
import { describedName, mentions, wantedKeys } from './described-company.ts';
import type { Investor } from './investor.ts';
import type { KnownInvestor } from './match-companies.ts';
import { phoneKeySql } from './phone-key.ts';

/** An open lead of the same investor, with the level at which the asking team sees it or its case; 0 where it is blind. */
export interface FoundLead {
  leadId: string;
  teamId: string;
  since: Date;
  rank: number;
  level: MatchLevel;
  reasons: MatchReason[];
}

interface Row extends Pick<FoundLead, 'leadId' | 'teamId' | 'since' | 'rank'> {
  companyId: string;
  description: string;
  samePhone: boolean;
  sameMail: boolean;
  contacts: string[];
}

/** Whoever holds the claim on a lead holds the investor, from the day of the claim. */
const COLUMNS = `l.id as "leadId", coalesce(q.team_id, l.owning_team_id) as "teamId", coalesce(q.filed_at, l.created_at) as since,
  coalesce(greatest(a.level, b.level), 0) as rank`;
/** $1 the team whose view counts, $2 the lead it is about, if any, $3 now. A lead that became a case is open as long as the case is. */
const OPEN = `left join cases k on k.lead_id = l.id
  left join claim q on q.lead_id = l.id and q.ended_at is null and q.expires_at > $3
  left join access a on a.subject_id = l.id and a.team_id = $1
  left join access b on b.subject_id = k.id and b.team_id = $1
  where l.stage in ('NEW', 'SCREENING', 'ACCEPTED') and (k.id is null or k.stage not in ('LOST', 'TERMINATED'))
    and l.id is distinct from $2::uuid`;
/** More of one investor than anybody works at once. */
const MOST = 500;

/** With those whose company was merged into one of them. Once a lead is a case, the case says whom it is about. */
const BY_COMPANY = `with firms as (
    select id, id as survivor from company where id = any($4::uuid[])
    union all select id, merged_into_id from company where merged_into_id = any($4::uuid[])),
  hits as (
    select l.id, f.id as firm, f.survivor from firms f join lead l on l.company_id = f.id
    union select c.lead_id, f.id, f.survivor from firms f join cases c on c.company_id = f.id where c.lead_id is not null)
  select ${COLUMNS}, h.survivor as "companyId" from hits h join lead l on l.id = h.id ${OPEN}
    and h.firm = coalesce(k.company_id, l.company_id)
  order by l.created_at limit ${MOST}`;

const BY_DESCRIPTION = `select ${COLUMNS}, l.company_description as description from lead l ${OPEN}
  and l.described_bigrams && $4::int[] limit ${MOST}`;

const BY_CONTACT = `with p as (
    select guard_kind, guard_id, name, true as phone, false as mail from contact where ${phoneKeySql('phone')} = any($4::text[])
    union all select guard_kind, guard_id, name, false, true from contact where lower(email) = any($5::text[]) limit ${MOST}),
  w as (
    select coalesce(c.lead_id, p.guard_id) as lead_id, bool_or(p.phone) as phone, bool_or(p.mail) as mail, array_agg(p.name) as names
    from p left join cases c on p.guard_kind = 'CASE' and c.id = p.guard_id group by 1)
  select ${COLUMNS}, w.phone as "samePhone", w.mail as "sameMail", w.names as contacts from w join lead l on l.id = w.lead_id ${OPEN}`;

const namesOf = ({ name, formerNames = [], shortNames = [], foreignNames = [] }: Identity): string[] =>
  [name, ...formerNames, ...shortNames, ...foreignNames].filter((each) => each !== '').slice(0, 10);

function describedAs(description: string, identity: Identity): Comparison {
  const name = describedName(description);
  const compared = name === null ? null : compareIdentities(identity, { name });
  if (compared && compared.level !== MatchLevel.NONE) return compared;
  const reasons = namesOf(identity).some((each) => mentions(description, each)) ? [MatchReason.ABBREVIATED] : [];
  return { level: levelOf(reasons), reasons };
}

function contactReasons({ samePhone, sameMail, contacts }: Row, asked: Investor): MatchReason[] {
  const sameName = contacts.some((name) => asked.contactNames.includes(foldName(name)));
  return [...(samePhone ? [MatchReason.SAME_PHONE] : []), ...(sameMail || sameName ? [MatchReason.SAME_CONTACT] : [])];
}

/** Whose view decides what is blind, and the lead that is not to be found. */
export interface Finding {
  teamId: string;
  except?: string;
}

/**
 * Open leads of the investor, whoever may see them: what of it a client is told is decided elsewhere. All statements
 * leave in one flight, and one that cannot find anything does not leave.
 */
export async function findCollisions(
  tx: Tx,
  asked: Investor,
  { identity, companies }: KnownInvestor,
  { teamId: asking, except }: Finding,
): Promise<FoundLead[]> {
  const by = [asking, except ?? null, tx.now];
  const keys = [...new Set(namesOf(identity).flatMap(wantedKeys))];
  const rowsOf = (sql: string, isWanted: boolean, ...params: unknown[]): Promise<Row[]> =>
    isWanted ? tx.sql<Row>(sql, [...by, ...params]) : Promise.resolve([]);
  const [byCompany, byDescription, byContact] = await unguardedFlight<[Row[], Row[], Row[]]>(tx, () => [
    rowsOf(BY_COMPANY, companies.size > 0, [...companies.keys()]),
    rowsOf(BY_DESCRIPTION, keys.length > 0, keys),
    rowsOf(BY_CONTACT, asked.phones.length + asked.emails.length > 0, asked.phones, asked.emails),
  ]);
  const found = new Map<string, FoundLead>();
  const add = ({ leadId, teamId, since, rank }: Row, { level, reasons }: Comparison) => {
    const known = found.get(leadId);
    const all = [...new Set([...(known?.reasons ?? []), ...reasons])];
    const surer = known && rankOf(known.level) > rankOf(level) ? known.level : level;
    if (level !== MatchLevel.NONE) found.set(leadId, { leadId, teamId, since, rank, level: surer, reasons: inOrder(all) });
  };
  for (const row of byCompany) add(row, companies.get(row.companyId)!);
  for (const row of byDescription) add(row, describedAs(row.description, identity));
  for (const row of byContact) {
    const reasons = contactReasons(row, asked);
    add(row, { level: levelOf(reasons), reasons });
  }
  return [...found.values()];
}

const ORDER = Object.keys(LEVEL_OF);
const inOrder = (reasons: MatchReason[]): MatchReason[] => reasons.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
