/** What one group hears in the bench: about 1 KB, with the same fields from every server. */
export const FAN_OUT_DOCUMENT = `subscription($caseId: ID!) {
  caseEvents(caseId: $caseId) { cursor event { id kind at version ... on CaseUpdated { actorTeam { id name } changes { field from to } case {
    id code title stage stageSince updatedAt sizeBand amountYuan intent version maskedFields
    company { id name usci source updatedAt } leadTeam { id name } } } } }
}`;

/** As much of our schema as that selects. */
export const fanOutSchema = `
type Query { ok: Boolean }
type Subscription { caseEvents(caseId: ID!): StreamMessage! }
type StreamMessage { cursor: String! event: Event }
interface Event { id: ID! kind: String! at: String! version: Int }
type CaseUpdated implements Event { id: ID! kind: String! at: String! version: Int actorTeam: Team changes: [FieldChange!] case: Case }
type FieldChange { field: String! from: String to: String }
type Case { id: ID! code: String! title: String! stage: String! stageSince: String! updatedAt: String! sizeBand: String! amountYuan: String intent: String version: Int! maskedFields: [String!]! company: Company leadTeam: Team }
type Team { id: ID! name: String! }
type Company { id: ID! name: String! usci: String source: String! updatedAt: String! }
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
    actorTeam: team(1),
    changes: [{ field: 'title', from: null, to: null }],
    case: {
      id: Buffer.from('Case:1838d6ab-7168-235b-51a7-89e8712f0ee8').toString('base64url'),
      code: 'ZA2026-0000481',
      title: '成都乐月寿新能源项目481',
      stage: 'NEGOTIATING',
      stageSince: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-01T00:00:00.000Z',
      sizeBand: 'FROM_100M',
      amountYuan: '132000000',
      intent: '拟建设生产基地与研发中心',
      version,
      maskedFields: [],
      company: {
        id: Buffer.from('Company:1838d6ab-7168-235b-51a7-89e8712f0ee8').toString('base64url'),
        name: '成都乐月寿新能源有限公司',
        usci: '91510100MA0000001X',
        source: 'bench',
        updatedAt: '2026-11-01T00:00:00.000Z',
      },
      leadTeam: team(1),
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
