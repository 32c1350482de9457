import type { Bus, Hint } from '../../src/events/bus.ts';
import { dial } from '../server/line.ts';
import { openOffice, serve } from '../server/running.ts';
import { until } from './log-world.ts';

const TENTH = 0.1;

/** Stands between a driver and its tail: drops, doubles and holds back (behind the next) a tenth each, until it is silenced. */
export function createLossyHints(seed = 7) {
  let state = seed;
  const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const counted = { passed: 0, dropped: 0, doubled: 0, heldBack: 0, silenced: 0 };
  let isSilent = false;
  const through = (bus: Bus): Bus => ({
    ...bus,
    onHint: (listener) => {
      let kept: Hint | undefined;
      return bus.onHint((hint) => {
        if (isSilent) return void counted.silenced++;
        const dice = chance();
        if (dice < TENTH) return void counted.dropped++;
        if (dice < 2 * TENTH && !kept) {
          counted.heldBack++;
          kept = hint;
          return;
        }
        listener(hint);
        counted.passed++;
        if (dice > 1 - TENTH) {
          counted.doubled++;
          listener(hint);
        }
        if (kept) listener(kept);
        kept = undefined;
      });
    },
  });
  return { through, counted, silence: () => void (isSilent = true) };
}

const FEED = 'subscription { teamFeed { event { kind ... on LeadEvent { lead { title } } } } }';
const WRITERS = 6;
const EACH = 20;

/** Two nodes whose hints suffer: what a subscriber at either hub was sent, beside the log; half of it after the bus fell silent. */
export async function overLossyHints(env: NodeJS.ProcessEnv) {
  const hints = createLossyHints();
  const near = await openOffice(env, undefined, hints.through);
  const far = await serve(near.world, env, hints.through);
  try {
    const lines = await Promise.all([near, far].map(({ socketUrl }) => dial(socketUrl, near.token)));
    for (const line of lines) {
      line.send({ type: 'subscribe', id: 'a', payload: { query: FEED } });
      await line.until(() => line.messages.some(({ id }) => id === 'a'));
    }
    const heard = lines.map((line) => () => line.messages.flatMap(({ payload }) => titleIn(payload)));
    const write = async (half: string) => {
      const one = async (writer: number) => {
        for (let i = 0; i < EACH; i++) {
          const title = `${half}-${writer}-${i}`;
          const { codes } = await near.ask(
            `mutation { registerLead(input: { title: "${title}", source: VISIT, intent: "意向", companyDescription: "某企业" }) { lead { id } userErrors { code } } }`,
          );
          if (codes.length > 0) throw new Error(codes.join());
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => one(writer)));
    };
    await write('吵');
    await until(() => heard.every((titles) => titles().length >= WRITERS * EACH));
    hints.silence();
    await write('静');
    await until(() => heard.every((titles) => titles().length >= 2 * WRITERS * EACH));
    await new Promise((done) => setTimeout(done, 600)); // two polls: what would come twice comes now
    const log = await near.world.db.readSystem<{ title: string }>(
      `select l.title from event_pos p join event e on e.id = p.event_id join lead l on l.id = e.subject_id where e.kind = 'LEAD_REGISTERED' order by p.pos`,
    );
    return { log: log.map(({ title }) => title), heard: heard.map((titles) => titles()), counted: hints.counted };
  } finally {
    await far.close();
    await near.closeAll();
  }
}

function titleIn(payload: unknown): string[] {
  const { data } = (payload ?? {}) as { data?: { teamFeed: { event: { lead?: { title: string } } | null } } };
  const title = data?.teamFeed.event?.lead?.title;
  return title === undefined ? [] : [title];
}
