import { setImmediate as turn } from 'node:timers/promises';
import { asOfCursor } from '../../src/app/context.ts';
import { caseFilter, everything } from '../../src/events/stream-filter.ts';
import { openCursor } from '../../src/events/stream-cursor.ts';
import type { TestTeam, World } from '../world.ts';
import { CASE_EVENTS, TEAM_FEED, type Stage, type Streamed } from './stage.ts';

type Open = Awaited<ReturnType<Stage['listen']>>;
/** What the log has of the case: at which rank the team was in an event's audience, or that its access ended here. */
interface Told {
  pos: number;
  ranked: number;
  minimum: number;
  revokes: boolean;
}
/** A message as it is compared: the event's position, or that access ended. */
type Shown = number | 'revoked';

export interface Verdict {
  what: string;
  got: unknown;
  expected: unknown;
}

/** One team that gains and loses one case, beside a team that has it all along. The version of an event is its position. */
export async function lifeOf(world: World, stage: Stage, random: () => number, ofCase: boolean) {
  const city = await world.city();
  const [team, witness] = [await world.park(city), await world.park(city)];
  let rank = someRank();
  let last = rank;
  const { uuid, id } = await stage.case([
    [team, rank],
    [witness, 3],
  ]);
  const [query, hash] = ofCase ? [CASE_EVENTS, caseFilter(id)!.hash] : [TEAM_FEED, everything().hash];
  const born = stage.log.length;
  const told: Told[] = [];
  let since = born;
  let lostAt = 0;
  const everywhere = await stage.listen(witness, TEAM_FEED);
  let open: Open | null = await listen();
  const taken: Streamed[] = [];

  function someRank(): number {
    return random() < 0.5 ? 1 : 3;
  }
  function listen(after?: string, of: TestTeam = team): Promise<Open> {
    return stage.listen(of, query, { caseId: id, after });
  }
  const posOf = ({ cursor }: Streamed): number => openCursor(world.seal, cursor, hash)!.pos;
  const here = () => told.at(-1)?.pos ?? born;
  const append = (ranked: number, minimum: number, more: object = {}, revokes = false): void => {
    const audience = { [witness.id]: 3, ...(ranked > 0 && { [team.id]: ranked }) };
    const { pos } = stage.append({ guardId: uuid, audience, minimum, version: stage.log.length + 1, ...more });
    told.push({ pos, ranked, minimum, revokes });
  };
  const shown = (messages: readonly Streamed[]): Shown[] =>
    messages.flatMap(({ event, signal }): Shown[] =>
      event ? [event.version as number] : signal?.__typename === 'AccessRevoked' ? ['revoked'] : [],
    );
  const heard = () => [...taken, ...(open?.streamed() ?? [])];
  const upToHere = (client: Open) => client.until(() => client.ended() || posOf(client.streamed().at(-1)!) >= here(), 15_000);
  const isEntitled = (each: Told, now: number): boolean => !each.revokes && Math.min(each.ranked, now) >= each.minimum;

  const life = {
    hasAccess: () => rank > 0,
    isListening: () => open !== null,
    write: () => append(rank, random() < 0.7 ? 1 : 2),
    /** An act that was under way when access ended: it still names the team, from behind the revocation. */
    writeLate: () => append(last, 1),
    tell: () => void stage.apply(),
    async revoke(): Promise<void> {
      await stage.withdraw(uuid, team);
      [last, rank] = [rank, 0];
      append(0, 1, { kind: 'CASE_SHARE_WITHDRAWN', revoked: [team.id] }, true);
      lostAt = here();
    },
    async grant(): Promise<void> {
      rank = someRank();
      await stage.access(uuid, team, rank);
      append(rank, 1);
      since = here();
    },
    /** What came up to here is taken, and its newest cursor; what was on its way is lost. */
    async kill(): Promise<void> {
      const gone = open!;
      gone.ws.terminate();
      await gone.until(() => gone.closed());
      taken.push(...gone.streamed());
      open = null;
    },
    resume: async () => void (open = await listen(taken.at(-1)!.cursor)),
    pause: async () => {
      for (let turns = Math.floor(random() * 10); turns > 0; turns--) await turn();
    },
    /** All that was written is delivered; then what each of them got is looked at. */
    async settle(): Promise<Verdict[]> {
      await stage.apply();
      await Promise.all([upTo(everywhere, here()), open && upToHere(open)]);
      if (open?.ended()) await life.kill();
      return [...verdicts(), await probe()];
    },
    close: async () => {
      if (open) await life.kill();
      everywhere.ws.terminate();
    },
  };

  function verdicts(): Verdict[] {
    const events = shown(heard()).filter((each) => each !== 'revoked');
    const allowed = told.filter((each) => !each.revokes && each.ranked >= each.minimum).map(({ pos }) => pos);
    const current = told.filter((each) => each.pos >= since && isEntitled(each, rank)).map(({ pos }) => pos);
    const all: Verdict[] = [
      { what: 'the team beside it hears everything', got: shown(everywhere.streamed()), expected: told.map(({ pos }) => pos) },
      { what: 'nothing twice or out of order', got: events, expected: [...new Set(events)].toSorted((a, b) => a - b) },
      { what: 'nothing it was not in the audience of', got: events.filter((pos) => !allowed.includes(pos)), expected: [] },
    ];
    if (rank === 0)
      all.push({ what: 'nothing from behind the revocation', got: events.filter((pos) => pos > lostAt), expected: [] });
    else if (open) all.push({ what: 'all since it has access', got: events.filter((pos) => pos >= since), expected: current });
    if (open && !ofCase) {
      const ends = shown(heard()).filter((each) => each === 'revoked').length;
      all.push({ what: 'each revocation once', got: ends, expected: told.filter(({ revokes }) => revokes).length });
    }
    return all;
  }

  /** Whoever comes with any cursor the team ever got, or one of a list, gets what is its own now, and nothing else. */
  async function probe(): Promise<Verdict> {
    const cursors = heard().map(({ cursor }) => cursor);
    const cursor = rank > 0 && random() < 0.2 ? asOfCursor(world.seal, born) : cursors[Math.floor(random() * cursors.length)]!;
    const { pos } = openCursor(world.seal, cursor, hash)!;
    const other = await listen(cursor);
    await upToHere(other);
    other.ws.terminate();
    const behind = told.filter((each) => each.pos > pos);
    const now = behind.flatMap((each): Shown[] => (each.revokes ? ['revoked'] : isEntitled(each, rank) ? [each.pos] : []));
    const expected = ofCase && rank === 0 ? ['revoked', 'ended'] : now;
    const got = [...shown(other.streamed()), ...(other.ended() ? ['ended'] : [])];
    return { what: `what cursor ${pos} of ${here()} gives`, got, expected };
  }
  return life;
}
export type Life = Awaited<ReturnType<typeof lifeOf>>;

const upTo = (client: Open, pos: number) =>
  client.until(() => pos === 0 || client.events().length === 0 || (client.events().at(-1)!.version as number) >= pos, 15_000);
