import { globalId } from '../../src/kernel/global-id.ts';
import type { World } from '../world.ts';
import type { Heard } from './life.ts';
import type { Frame, Stream } from './live-frames.ts';

/** Which event stands where in the log. */
export interface Log {
  events: ReadonlyMap<number, { id: string; key: string }>;
  positions: ReadonlyMap<string, number>;
}

/** Of the events behind a position, all that their records ever had. */
export async function readPositions(world: World, since: number): Promise<Log> {
  const rows = await world.db.readSystem<{ pos: number; uuid: string; key: string }>(
    `select p.pos::int as pos, e.uuid, e.subject_id || ' ' || row_number() over (partition by e.subject_id order by e.id) as key
     from event_pos p join event e on e.id = p.event_id where p.pos > $1`,
    [since],
  );
  return {
    events: new Map(rows.map(({ pos, uuid, key }) => [pos, { id: globalId('Event', uuid), key }])),
    positions: new Map(rows.map(({ pos, key }) => [key, pos])),
  };
}

/** All that a stream has told, in the shape that the oracle foretells. */
export function shownBy(stream: Stream, log: Log): unknown[] {
  const positions = stream.positions();
  return stream.frames.flatMap((frame, i): unknown[] => {
    if (frame.signal?.__typename === 'StreamProgress') return [];
    if (frame.signal?.__typename === 'AccessRevoked') return [{ revoked: frame.signal.recordId }];
    return [frame.event ? shown(frame.event, positions[i]!, log) : frame];
  });
}

type Id = { id: string } | null;
type Name = { name: string };
interface Fact extends Record<string, unknown> {
  contacts: Name[] | null;
  shares?: { team: Id }[] | null;
}

function shown(event: NonNullable<Frame['event']>, pos: number, log: Log): Heard {
  const { __typename: typename, id, version, maskedFields, case: ofCase, lead, ...rest } = event;
  const known = log.events.get(pos);
  return {
    event: known?.id === id ? known.key : `not the event of position ${pos}`,
    version,
    typename,
    masked: maskedFields.toSorted(),
    says: Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name.replace(/^(lead|case)From$/, 'from'), plain(name, value)]),
    ),
    record: record((ofCase ?? lead) as Fact | null),
  };
}

function plain(name: string, value: unknown): unknown {
  if (value === null) return null;
  if (name === 'team' || name === 'actorTeam') return (value as { id: string }).id;
  return name === 'contact' ? (value as Name).name : value;
}

function record(found: Fact | null): object | null {
  if (found === null) return null;
  const { contacts, shares, ...facts } = found;
  return {
    ...facts,
    contacts: contacts?.map((each) => each.name).toSorted() ?? null,
    ...(shares === undefined ? {} : { shares: shares?.map((share) => share.team!.id).toSorted() ?? null }),
  };
}
