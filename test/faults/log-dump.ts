import { verifyLog } from '../../src/events/verify-log.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import type { World } from '../world.ts';
import type { LogLine } from './history.ts';

interface Row {
  pos: number;
  uuid: string;
  kind: string;
  subject: string;
  version: number | null;
  guardKind: 'CASE' | 'LEAD' | null;
  guardId: string | null;
  minimum: number;
  audience: Record<string, number> | null;
  revoked: string[] | null;
  teamId: string | null;
  activityId: string | null;
  text: string | null;
  title: string | null;
}

const LOG = `select p.pos::int as pos, e.uuid, e.kind, e.subject_type || ':' || e.subject_id as subject, e.version,
    e.guard_kind as "guardKind", e.guard_id as "guardId", e.minimum, e.audience, e.revoked,
    e.payload ->> 'teamId' as "teamId", a.id as "activityId", a.text, l.title
  from event_pos p join event e on e.id = p.event_id
  left join activity a on a.id = (e.payload ->> 'activityId')::uuid
  left join lead l on l.id = e.subject_id and e.kind = 'LEAD_REGISTERED'
  order by p.pos`;

/** What a write of the workload leaves behind, under the name that the writer gave it. */
function effectOf(row: Row): { effect: string | null; record: string | null } {
  const { kind, guardId } = row;
  if (kind === 'ACTIVITY_ADDED') return { effect: `activity:${row.text}`, record: globalId('Activity', row.activityId!) };
  if (kind === 'LEAD_REGISTERED') return { effect: `lead:${row.title}`, record: globalId('Lead', guardId!) };
  const verb = { CASE_SHARED: 'share', CASE_SHARE_WITHDRAWN: 'withdraw' }[kind];
  return { effect: verb ? `${verb}:${globalId('Case', guardId!)}:${row.teamId}` : null, record: null };
}

/** The log as the database has it, chain and unnumbered events included. */
export async function dumpLog({ db }: World): Promise<LogLine[]> {
  const rows = await db.readSystem<Row>(LOG);
  const [unnumbered] = await db.readSystem<{ n: number }>(
    'select count(*)::int as n from event e where not exists (select from event_pos p where p.event_id = e.id)',
  );
  const { ok, positions, reason } = await verifyLog(db.system);
  return [
    ...rows.map((row) => ({
      type: 'position' as const,
      pos: row.pos,
      event: globalId('Event', row.uuid),
      kind: row.kind,
      subject: row.subject,
      version: row.version,
      guard: row.guardKind && globalId(row.guardKind === 'CASE' ? 'Case' : 'Lead', row.guardId!),
      minimum: row.minimum,
      audience: row.audience,
      revoked: row.revoked ?? [],
      ...effectOf(row),
    })),
    { type: 'unnumbered', events: unnumbered!.n },
    { type: 'chain', ok, positions, reason },
  ];
}
