import { readFileSync } from 'node:fs';

export interface Sample {
  team: string;
  stage: string;
  caseId: string;
  word: string;
}

/** One operation as each variant is asked it. */
export interface Operation {
  id: 'Q1' | 'Q2' | 'Q3' | 'Q4';
  /** Registered document of the web client: ours hot, and mercurius. */
  document: string;
  variables: (sample: Sample) => Record<string, unknown>;
  /** Parameters of the limit's statement behind the team. */
  values: (sample: Sample) => unknown[];
  peerDocument: string;
  peerVariables: (sample: Sample) => Record<string, unknown>;
  /** PostGraphile's answer in our shape. */
  reshape: (data: never) => unknown;
}

const registered = (name: string): string =>
  readFileSync(new URL(`../../web/documents/${name}.graphql`, import.meta.url), 'utf8');
const globalId = (type: string, uuid: string): string => Buffer.from(`${type}:${uuid}`).toString('base64url');
export const pairsOf = (word: string): number[] => [
  ...new Set(Array.from({ length: word.length - 1 }, (_, i) => ((word.charCodeAt(i) << 11) ^ word.charCodeAt(i + 1)) | 0)),
];

interface PeerCase {
  rowId: string;
  company: { rowId: string; name: string } | null;
  leadTeam: { rowId: string; name: string };
  participants: { nodes: unknown[] };
  latest: { nodes: unknown[] };
  contacts?: { nodes: unknown[] };
}
const idOf = <T extends { rowId: string }>({ rowId, ...rest }: T) => ({ id: rowId, ...rest });
const caseOf = ({ participants, latest, contacts, company, leadTeam, ...rest }: PeerCase) => ({
  ...idOf(rest),
  company: company && idOf(company),
  leadTeam: idOf(leadTeam),
  shares: participants.nodes,
  latestActivities: latest.nodes,
  contacts: contacts?.nodes ?? null,
});
const PEER_CASE = `rowId code title stage updatedAt sizeBand level amountYuan company { rowId name } leadTeam { rowId name }
  participants { nodes { role grantedLevel team { name } } }`;

export const operations: readonly Operation[] = [
  {
    id: 'Q1',
    document: registered('q1-case-list'),
    variables: ({ stage }) => ({ stage }),
    values: ({ stage }) => [stage],
    peerDocument: `query($team: UUID!, $stage: String!) { newestCases(team: $team, stage: $stage, first: 50) { nodes { ${PEER_CASE} latest(first: 3) { nodes { kind happenedOn text } } } } }`,
    peerVariables: ({ team, stage }) => ({ team, stage }),
    reshape: (data: { newestCases: { nodes: PeerCase[] } }) => ({ cases: { nodes: data.newestCases.nodes.map(caseOf) } }),
  },
  {
    id: 'Q2',
    document: registered('q2-case-page'),
    variables: ({ caseId }) => ({ id: globalId('Case', caseId) }),
    values: ({ caseId }) => [caseId],
    peerDocument: `query($team: UUID!, $id: UUID!) { oneCase(team: $team, id: $id) { ${PEER_CASE} version intent contacts { nodes { name title phone } } latest(first: 10) { nodes { kind happenedOn text } } } }`,
    peerVariables: ({ team, caseId }) => ({ team, id: caseId }),
    reshape: (data: { oneCase: PeerCase }) => ({ case: caseOf(data.oneCase) }),
  },
  {
    id: 'Q3',
    document: registered('q3-chain-map'),
    variables: () => ({ code: 'BENCH' }),
    values: () => ['BENCH'],
    peerDocument: `query($team: UUID!, $code: String!) { chainBy(code: $code) { rowId code name edition links { nodes { supplierId customerId } } }
      mapNodes(team: $team, code: $code) { nodes { rowId parentId code name position depth isLeaf here elsewhere unknown gapKind } } }`,
    peerVariables: ({ team }) => ({ team, code: 'BENCH' }),
    reshape: (data: {
      chainBy: { rowId: string; links: { nodes: unknown[] } };
      mapNodes: { nodes: ({ rowId: string } & Record<'here' | 'elsewhere' | 'unknown', string>)[] };
    }) => ({
      chain: {
        ...idOf(data.chainBy),
        links: data.chainBy.links.nodes,
        nodes: data.mapNodes.nodes.map(({ here, elsewhere, unknown, ...node }) => ({
          ...idOf(node),
          coverage: { here: Number(here), elsewhere: Number(elsewhere), unknown: Number(unknown) },
        })),
      },
    }),
  },
  {
    id: 'Q4',
    document: registered('q4-company-search'),
    variables: ({ word }) => ({ search: word, first: 20 }),
    values: ({ word }) => [`%${word}%`, pairsOf(word), `${word}%`],
    peerDocument: `query($pattern: String!, $pairs: [Int!]!, $beginning: String!) { search(pattern: $pattern, pairs: $pairs, beginning: $beginning, first: 20) { nodes { rowId name usci listingCode registeredOn division { code name } } } }`,
    peerVariables: ({ word }) => ({ pattern: `%${word}%`, pairs: pairsOf(word), beginning: `${word}%` }),
    reshape: (data: { search: { nodes: { rowId: string }[] } }) => ({ companies: { nodes: data.search.nodes.map(idOf) } }),
  },
];
