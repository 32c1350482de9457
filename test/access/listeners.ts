import { globalId } from '../../src/kernel/global-id.ts';
import { eventKey, heardBy, pick, rankOf, recordOf, type Heard, type Life, type RecordAt, type Told } from './life.ts';
import type { OpenStream } from './live-frames.ts';
import type { LiveNode } from './live-node.ts';
import type { Log } from './shown-live.ts';

/** Whom a stream is for and what it is about. */
interface Seat {
  life: Life;
  team: number;
  /** The case of `caseEvents`; null: the team's whole feed. */
  about: RecordAt | null;
}
/** A stream of one team, and all that it must have been told. */
export interface Listener extends Seat {
  name: string;
  stream: OpenStream;
  heard: Heard[];
  /** The stream of a case ends with the team's access to it. */
  over: boolean;
}

/** Every team's feed, and for one case of the world the stream of a team that may see it. */
export function seats(life: Life, choice: number): Seat[] {
  const teams = life.random.teams.map((_, team) => team);
  const about: RecordAt = { type: 'Case', at: choice % life.random.cases.length };
  const insider = pick(
    teams.filter((team) => rankOf(life, team, about) > 0),
    choice,
  );
  const feeds = teams.map((team) => ({ life, team, about: null }));
  return insider === undefined ? feeds : [...feeds, { life, team: insider, about }];
}

export async function sit(
  node: LiveNode,
  { life, team, about }: Seat,
  name: string,
  after: string | null = null,
): Promise<Listener> {
  const [who, subject] = [life.random.teams[team]!, about && globalId(about.type, recordOf(life, about).id)];
  const stream = subject === null ? await node.feed(who, after) : await node.ofCase(who, subject, after);
  return { name, life, team, about, stream, heard: [], over: false };
}

/** Notes what the listener must be told when these events are delivered now. */
export function hear(listener: Listener, events: readonly Told[]): void {
  const { life, team, about, heard } = listener;
  for (const told of events) {
    if (listener.over || (about && eventOf(told) !== eventOf({ record: about }))) continue;
    heard.push(...heardBy(life, team, [told]));
    listener.over = about !== null && told.lost[team]! && rankOf(life, team, about) === 0;
  }
}
const eventOf = ({ record }: Pick<Told, 'record'>): string => `${record.type} ${record.at}`;

/** The same team with the first cursor of its stream, and with one picked from all it got. */
export async function comeBack(node: LiveNode, before: Listener, choice: number, log: Log): Promise<Listener[]> {
  const { life, team, about, stream } = before;
  const [positions, frames] = [stream.positions(), [...stream.frames]];
  const again: Listener[] = [];
  for (const at of [0, choice % frames.length]) {
    const missed = life.told.filter((told) => log.positions.get(eventKey(life, told))! > positions[at]!);
    const back = await sit(node, before, `${before.name}, back from message ${at}`, frames[at]!.cursor);
    if (about && rankOf(life, team, about) === 0) {
      back.heard.push({ revoked: globalId(about.type, recordOf(life, about).id) });
      back.over = true;
    } else hear(back, missed);
    again.push(back);
  }
  return again;
}
