import type { Settled } from '../access/grant.ts';
import type { Tx } from '../kernel/context.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import { settleLead, type Holders } from '../leads/change-lead.ts';
import { settleCase } from './change-case.ts';
import { endOffer, told, type Offer } from './open-offer.ts';
import { TransferKind, TransferState } from './transfer.ts';

type System = Pick<Tx, 'sql' | 'now' | 'record'>;
type Over = Omit<Offer, 'terms'> & { why: string | null };

/** Few at a time: their records are locked meanwhile, and people wait for locks 2 s at most. */
export const EXPIRY_BATCH = 50;

/** What ends an open offer unanswered: its time, its receiver's end, or the end of what it is about. `$1` now, `$2` today. */
const OVER = `select t.id, t.kind, t.subject_id as "subjectId", t.from_team_id as "fromTeamId", t.to_team_id as "toTeamId", t.reason,
    t.state, case when r.ends_on < $2::date or r.starts_on > $2::date then '承接团队已停用'
      when t.due_at > $1 then '线索或专案已办结或已不在转出团队' end as why
  from transfer t join team r on r.id = t.to_team_id
    left join lead l on l.id = t.subject_id left join cases c on c.id = t.subject_id
  where t.state = 'OFFERED' and (t.due_at <= $1 or r.ends_on < $2::date or r.starts_on > $2::date
    or l.stage not in ('NEW', 'SCREENING') or l.owning_team_id <> t.from_team_id
    or c.stage in ('LOST', 'TERMINATED') or c.lead_team_id <> t.from_team_id)`;

const LOCK = {
  LEAD: `select id, version, stage, owning_team_id, referrer_team_id, referrer_company_team_id from lead
    where id = $1 for update skip locked`,
  CASE: `select id, version, stage from cases where id = $1 for update skip locked`,
} as const;

type Held = Omit<Holders, 'stage'> & { version: number; stage: never };

const settle = (tx: System, kind: TransferKind, record: Held): Promise<Settled> =>
  kind === TransferKind.LEAD ? settleLead(tx, record) : settleCase(tx, record);

/**
 * Ends offers that are over, as the system, in a transaction of whoever calls; how many it ended. What somebody holds just
 * now is left for the next round, so that nobody is waited for; whoever answered first is left alone.
 */
export async function expireTransfers(tx: System): Promise<number> {
  const over = (more: string, ...params: unknown[]) => tx.sql<Over>(`${OVER}${more}`, [tx.now, shanghaiDay(tx.now), ...params]);
  let ended = 0;
  for (const { id, kind, subjectId } of await over(` order by t.id limit ${EXPIRY_BATCH}`)) {
    const [record] = await tx.sql<Held>(LOCK[kind], [subjectId]);
    const [offer] = record ? await over(` and t.id = $3`, id) : [];
    if (!offer) continue;
    await endOffer(tx, offer, TransferState.EXPIRED, offer.why);
    const { lost } = await settle(tx, kind, record!);
    const version = record!.version + 1;
    const table = kind === TransferKind.LEAD ? 'lead' : 'cases';
    await tx.sql(`update ${table} set version = $2, updated_at = $3 where id = $1`, [subjectId, version, tx.now]);
    tx.record({
      kind: 'TRANSFER_EXPIRED',
      subject: { type: kind === TransferKind.LEAD ? 'Lead' : 'Case', id: subjectId, version },
      guard: { kind, id: subjectId },
      revokedTeams: lost,
      payload: told(offer),
    });
    ended += 1;
  }
  return ended;
}
