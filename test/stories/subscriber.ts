import { STREAM_FIELDS, type StreamMessage } from '@zhaoshang/client';
import type { User } from './api.ts';

/** What a team hears: the document is the same for all three; what comes back is what each team's level shows. */
const FEED = `subscription ($after: String) {
  teamFeed(after: $after) {
    ${STREAM_FIELDS}
    event {
      id
      kind
      ... on LeadEvent { lead { code level maskedFields company { name } } }
      ... on CaseEvent { case { code title stage level maskedFields company { name } amountYuan } }
      ... on CaseStageMoved { from to }
      ... on CaseShared { team { name } grantedLevel }
      ... on ActivityAdded { activity { text isPrivate } }
    }
  }
}`;

interface Levelled {
  code: string;
  level: string;
  maskedFields: string[];
  company: { name: string } | null;
}
interface Told extends Record<string, unknown> {
  id: string;
  kind: string;
  lead?: Levelled;
  case?: Levelled & { title: string; stage: string; amountYuan: string | null };
}
export type Message = StreamMessage<Told>;

/** The kind of the event, or the name of the signal. */
export const nameOf = (message: Message): string => (message.type === 'Event' ? message.event.kind : message.type);

/** The event of a message that must be one. */
export function eventOf(message: Message | undefined): Told {
  if (message?.type !== 'Event') throw new Error(`应为事件，实为 ${message?.type}`);
  return message.event;
}

/** A team that listens, remembers what it heard and can be cut off and come back. */
export class Subscriber {
  readonly heard: Message[] = [];
  private told = 0;
  private cursor: string | null = null;
  private end: () => Promise<void> = async () => {};

  constructor(readonly user: User) {}

  async listen(): Promise<void> {
    this.end = await this.user.listens<Told>(FEED, this.cursor, (message) => {
      this.cursor = message.cursor;
      this.heard.push(message);
    });
  }

  /** The connection breaks; what happens meanwhile comes after `listen`, from the cursor on. */
  cut = (): Promise<void> => this.end();

  /** Waits until as many new messages are there as expected, then a moment longer for what should not come. */
  async news(expected: number): Promise<Message[]> {
    const deadline = Date.now() + 30_000;
    while (this.heard.length < this.told + expected && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, expected === 0 ? 400 : 100));
    const fresh = this.heard.slice(this.told);
    this.told = this.heard.length;
    return fresh;
  }
}

/** One line a person can read. */
export function told(message: Message): string {
  if (message.type === 'AccessRevoked') return `[${message.type}] ${message.recordKind}`;
  if (message.type !== 'Event') return `[${message.type}]`;
  const { event } = message;
  const record = event.case ?? event.lead;
  return [event.kind, record ? shown(record) : '', record?.company?.name, detailOf(event)].filter(Boolean).join(' ');
}

const shown = ({ code, level, maskedFields }: Levelled): string =>
  `${code}（${level}${maskedFields.length > 0 ? `，不可见：${maskedFields.join('、')}` : ''}）`;

function detailOf(event: Told): string {
  if (event.activity) return `「${(event.activity as { text: string }).text}」`;
  return event.to ? `${String(event.from)}→${String(event.to)}` : '';
}
