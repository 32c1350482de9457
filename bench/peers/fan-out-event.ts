/** What one group hears in the bench: about 1 KB, with the same fields from every server. */
export const FAN_OUT_DOCUMENT = `subscription($caseId: ID!) {
  caseEvents(caseId: $caseId) { cursor event { id kind at version ... on CaseUpdated { case {
    id code title stage updatedAt sizeBand amountYuan intent version company { id name } leadTeam { id name } shares { role grantedLevel team { id name } } } } } }
}`;

/** As much of our schema as that selects. */
export const fanOutSchema = `
type Query { ok: Boolean }
type Subscription { caseEvents(caseId: ID!): StreamMessage! }
type StreamMessage { cursor: String! event: Event }
interface Event { id: ID! kind: String! at: String! version: Int }
type CaseUpdated implements Event { id: ID! kind: String! at: String! version: Int case: Case }
type Case { id: ID! code: String! title: String! stage: String! updatedAt: String! sizeBand: String! amountYuan: String intent: String version: Int! company: Company leadTeam: Team shares: [Share!] }
type Team { id: ID! name: String! }
type Company { id: ID! name: String! }
type Share { role: String grantedLevel: String team: Team }
`;

const team = (n: number) => ({
  id: Buffer.from(`Team:${n}d185380-32bd-a46a-b51c-d9eb5324f44a`).toString('base64url'),
  name: `第${n}园区`,
});

/** In memory: the peers read no database for an event, which is kinder than ours has it. */
export const event = (version: number) => ({
  cursor: Buffer.alloc(60, version).toString('base64url'),
  event: {
    __typename: 'CaseUpdated',
    id: Buffer.from('Event:1838d6ab-7168-235b-51a7-89e8712f0ee8').toString('base64url'),
    kind: 'CASE_UPDATED',
    at: '2026-11-01T00:00:00.000Z',
    version,
    case: {
      id: Buffer.from('Case:1838d6ab-7168-235b-51a7-89e8712f0ee8').toString('base64url'),
      code: 'ZA2026-0000481',
      title: '成都乐月寿新能源项目481',
      stage: 'NEGOTIATING',
      updatedAt: '2026-11-01T00:00:00.000Z',
      sizeBand: 'FROM_100M',
      amountYuan: '132000000',
      intent: '拟建设生产基地与研发中心',
      version,
      company: {
        id: Buffer.from('Company:1838d6ab-7168-235b-51a7-89e8712f0ee8').toString('base64url'),
        name: '成都乐月寿新能源有限公司',
      },
      leadTeam: team(1),
      shares: [1, 2, 3].map((n) => ({ role: 'PARTNER', grantedLevel: 'WORK', team: team(n) })),
    },
  },
});

/** Everybody who listens gets what is published: the smallest thing a library can be fed from. */
export function createBroadcast<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    publish: (value: T) => listeners.forEach((listener) => listener(value)),
    async *listen(): AsyncGenerator<T> {
      const queue: T[] = [];
      let wake: (() => void) | null = null;
      const listener = (value: T): void => {
        queue.push(value);
        wake?.();
      };
      listeners.add(listener);
      try {
        for (;;) {
          while (queue.length > 0) yield queue.shift()!;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };
}
