import type { User } from './api.ts';

/** What a team hears: the document is the same for all three; what comes back is what each team's level shows. */
const FEED = `subscription ($after: String) {
  teamFeed(after: $after) {
    cursor
    signal { __typename ... on AccessRevoked { recordKind } }
    event {
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
export interface Message {
  cursor: string;
  signal: { __typename: string; recordKind?: string } | null;
  event:
    | ({ kind: string; lead?: Levelled; case?: Levelled & { title: string; stage: string; amountYuan: string | null } } & Record<
        string,
        unknown
      >)
    | null;
}

/** A team that listens, remembers what it heard and can be cut off and come back. */
export class Subscriber {
  readonly heard: Message[] = [];
  private told = 0;
  private cursor: string | null = null;
  private end: () => Promise<void> = async () => {};

  constructor(readonly user: User) {}

  async listen(): Promise<void> {
    this.end = await this.user.listens(FEED, { after: this.cursor }, (message: Message) => {
      this.cursor = message.cursor;
      if (message.event || (message.signal && message.signal.__typename !== 'StreamProgress')) this.heard.push(message);
    });
    await new Promise((ready) => setTimeout(ready, 200)); // the subscribe message is on its way before anybody acts
  }

  /** The connection breaks; what happens meanwhile comes after `listen`, from the cursor on. */
  cut = (): Promise<void> => this.end();

  /** Waits until as many new messages are there as expected, then a moment longer for what should not come. */
  async news(expected: number): Promise<Message[]> {
    const deadline = Date.now() + 5_000;
    while (this.heard.length < this.told + expected && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, expected === 0 ? 400 : 100));
    const fresh = this.heard.slice(this.told);
    this.told = this.heard.length;
    return fresh;
  }
}

/** One line a person can read. */
export function told({ event, signal }: Message): string {
  if (!event) return `[${signal?.__typename}] ${signal?.recordKind}`;
  const record = event.case ?? event.lead;
  return [event.kind, record ? shown(record) : '', record?.company?.name, detailOf(event)].filter(Boolean).join(' ');
}

const shown = ({ code, level, maskedFields }: Levelled): string =>
  `${code}（${level}${maskedFields.length > 0 ? `，不可见：${maskedFields.join('、')}` : ''}）`;

function detailOf(event: NonNullable<Message['event']>): string {
  if (event.activity) return `「${(event.activity as { text: string }).text}」`;
  return event.to ? `${String(event.from)}→${String(event.to)}` : '';
}
