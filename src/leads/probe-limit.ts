import type { Read, Tx } from '../kernel/context.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { cityRules, type CityRulesRow } from './city-rules.ts';
import { grewFrom, type ProbeTerms } from './probe-terms.ts';

export interface ProbeLimits {
  perHour: number;
  perDay: number;
  /** Blind matches that a team may be told of within a day: who meets many holders is not at work on a lead. */
  hitsPerDay: number;
}

export const probeLimits = ({ probesPerHour, probesPerDay }: CityRulesRow): ProbeLimits => ({
  perHour: probesPerHour,
  perDay: probesPerDay,
  hitsPerDay: Math.ceil(probesPerDay / 5),
});

export interface ProbeUse {
  usedThisHour: number;
  usedToday: number;
  hitsToday: number;
  /** When the team may ask again; null while it may. */
  opensAt: Date | null;
}

/** Windows slide: the n-th newest question leaves its window first, and then one more may be asked. */
const USE = `with p as (
    select at, row_number() over newest as n, sum(blind_hits) over newest as hits from collision_probe
    where team_id = $1 and kind = 'COUNTED' and at > $2::timestamptz - interval '24 hours' window newest as (order by at desc, id desc))
  select (select count(*) from p where at > $2::timestamptz - interval '1 hour')::int as "usedThisHour",
    (select count(*) from p)::int as "usedToday", (select coalesce(max(hits), 0) from p)::int as "hitsToday",
    (select max(opens) from (
      select at + interval '1 hour' as opens from p where n = $3
      union all select at + interval '24 hours' from p where n = $4
      union all select max(at) + interval '24 hours' from p where hits >= $5) x where opens > $2::timestamptz) as "opensAt"`;

export async function probeUse(read: Read, teamId: string, now: Date, limits: ProbeLimits): Promise<ProbeUse> {
  const [use] = await read<ProbeUse>(USE, [teamId, now, limits.perHour, limits.perDay, limits.hitsPerDay]);
  return use!;
}

/** How an act comes by the city's rules: read now, or on their way already. */
export type RulesOf = () => Promise<CityRulesRow>;

/** Registrations that met somebody blind, each once however many it met: an investor whom all court is no fishing. */
const MET = `select max(at) + interval '24 hours' as "opensAt" from (
    select at, row_number() over (order by at desc, id desc) as n from collision_probe
    where team_id = $1 and kind = 'REGISTRATION' and blind_hits > 0 and at > $2::timestamptz - interval '24 hours') p where n >= $3`;

/**
 * Nobody fishes by registering: a team that met others blind as often within a day as it may registers no other investor
 * until the window opens, whatever would be found. By the rules that the act reads for something else, where it does.
 */
export async function refuseFishing(tx: Tx, rulesOf: RulesOf = () => cityRules(tx.sql)): Promise<void> {
  const limits = probeLimits(await rulesOf());
  const [met] = await tx.sql<{ opensAt: Date | null }>(MET, [tx.viewer.teamId, tx.now, limits.hitsPerDay]);
  if (met?.opensAt) throw limitReached(limits, met.opensAt, 'input', 'companyId');
}

/** A team's questions are counted one after another, on whatever node they arrive. */
export const lockProbes = (tx: Tx): Promise<unknown> =>
  tx.sql(`select pg_advisory_xact_lock(hashtext('zhaoshang.probe'), hashtext($1))`, [tx.viewer.teamId]);

const REPEAT_MS = 10 * 60_000;
const TYPING_MS = 2 * 60_000;

interface Earlier {
  terms: string[];
  kind: string;
  blindHits: number;
  isRepeat: boolean;
  isLatest: boolean;
}

/** The same question where it was counted, and the actor's latest question. */
const EARLIER = `select terms, kind, blind_hits as "blindHits", terms = $2::text[] as "isRepeat", false as "isLatest" from collision_probe
    where team_id = $1 and kind = 'COUNTED' and at > $3 and terms = $2::text[]
  union all (
    select terms, kind, blind_hits, false, true from collision_probe
    where team_id = $1 and coalesce(person_id, client_id) is not distinct from $4::uuid and kind <> 'REGISTRATION' and at > $5
    order by id desc limit 1)`;

export type Standing = 'NEW' | 'REPEATED' | 'TYPING';

/**
 * What a question is to the ones before it. A name that grows while it is typed goes on from the actor's very last
 * question, where that found nothing blind: one line of typing, so that no two ends are tried from one beginning.
 */
export async function standingOf(tx: Tx, asked: ProbeTerms): Promise<Standing> {
  const { teamId, personId, clientId } = tx.viewer;
  const ago = (ms: number) => new Date(tx.now.getTime() - ms);
  const params = [teamId, asked.terms, ago(REPEAT_MS), personId ?? clientId, ago(TYPING_MS)];
  const earlier = await tx.sql<Earlier>(EARLIER, params);
  if (earlier.some(({ isRepeat }) => isRepeat)) return 'REPEATED';
  const latest = earlier.find(({ isLatest }) => isLatest);
  const goesOn = latest && latest.kind !== 'REPEATED' && latest.blindHits === 0 && grewFrom(asked, latest.terms);
  return goesOn ? 'TYPING' : 'NEW';
}

/** The refusal of a team that has asked as much as it may, until when. */
export function limitReached({ perHour, perDay, hitsPerDay }: ProbeLimits, opensAt: Date, ...path: string[]): Refusal {
  const time = new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'medium',
    hour12: false,
  });
  const limits = `每小时 ${perHour} 次、每日 ${perDay} 次，每日盲查命中 ${hitsPerDay} 条`;
  return refuse(
    'LIMIT_REACHED',
    `本团队查重已达上限（${limits}），${time.format(opensAt)} 后可再查；确有需要请联系市投促局`,
    ...path,
  );
}
