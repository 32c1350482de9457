import { execute, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { buildAppSchema } from '../../src/app/schema.ts';
import { globalId, parseGlobalId } from '../../src/kernel/global-id.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import type { World } from '../world.ts';
import { caseRank, leadRank, lists, NAMES, seenCases, seenLeads, seenParts, type Seen } from './oracle.ts';
import type { RandomWorld } from './random-world.ts';

/** What the lists of one question ask about. */
export interface Question {
  word: string;
  stage: string;
  companyId: string;
  nodeId: string;
  least: number;
}

/** Counts are asked for where each way of dropping rows shows: none, by level, by level of each field searched. */
export const listsOf = (field: string): string => `
  ${field}_all: ${field}(first: 100) { nodes { id level } totalCount }
  ${field}_stage: ${field}(first: 100, filter: { stage: $${field}Stage }) { nodes { id } }
  ${field}_rich: ${field}(first: 100, filter: { minAmountYuan: $least }) { nodes { id } totalCount }
  ${field}_company: ${field}(first: 100, filter: { companyId: $company }) { nodes { id } }
  ${field}_node: ${field}(first: 100, filter: { chainNodeId: $node }) { nodes { id } }
  ${field}_amount: ${field}(first: 100, orderBy: { field: AMOUNT, direction: DESC }) { nodes { id } }
  ${field}_search: ${field}(first: 100, filter: { search: $word }) { nodes { id } totalCount }`;

const SOURCE = `query Everything($ids: [ID!]!, $casesStage: CaseStage!, $leadsStage: LeadStage!, $company: ID!, $node: ID!, $least: Yuan!, $word: String!) {
  ${listsOf('cases')}
  ${listsOf('leads')}
  records: nodes(ids: $ids) {
    id
    ... on Lead { level source intent amountYuan contacts { id name } }
    ... on Case {
      level intent amountYuan shares { id } contacts { id name } latestActivities { id }
      activities(first: 50) { nodes { id } totalCount }
    }
  }
  edges: nodes(ids: [$company]) { ... on Company { cases(last: 100) { nodes { id } totalCount } leads(first: 100) { nodes { id } } } }
}`;

export interface Listed {
  nodes: { id: string; level?: string }[];
  totalCount?: number;
}
interface Part {
  id: string;
}
export interface RecordAnswer extends Part {
  level?: string;
  intent?: string | null;
  amountYuan?: string | null;
  contacts?: Part[] | null;
  shares?: Part[] | null;
  latestActivities?: Part[] | null;
  activities?: { nodes: Part[]; totalCount: number } | null;
}
type Answer = Record<string, Listed> & { records: (RecordAnswer | null)[]; edges: ({ cases: Listed; leads: Listed } | null)[] };

let ready: { schema: GraphQLSchema; document: DocumentNode } | undefined;

async function prepared() {
  if (ready) return ready;
  const schema = await buildAppSchema();
  const document = parse(SOURCE);
  const errors = validate(schema, document);
  if (errors.length > 0) throw errors[0]!;
  return (ready = { schema, document });
}

/** Every record and every part of one, by global id. */
const everything = (random: RandomWorld): string[] => [
  ...random.cases.map((each) => globalId('Case', each.id)),
  ...random.leads.map((each) => globalId('Lead', each.id)),
  ...[...random.cases, ...random.leads].map((each) => globalId('Contact', each.contactId)),
  ...random.cases.flatMap((each) => each.shares.map((share) => globalId('CaseShare', share.id))),
  ...random.cases.flatMap((each) => each.notes.map((note) => globalId('Activity', note.id))),
];

export const bare = (part: Part): string => parseGlobalId(part.id)!.uuid;
const bareAll = (parts: readonly Part[] | null | undefined): string[] | null => parts?.map(bare).toSorted() ?? null;

export const valuesOf = (question: Question): Record<string, unknown> => ({
  casesStage: question.stage,
  leadsStage: question.stage === 'ADMISSION' ? 'SCREENING' : 'NEW',
  company: globalId('Company', question.companyId),
  node: globalId('ChainNode', question.nodeId),
  least: String(question.least),
  word: question.word,
});

/** How many each list says it holds, and which. */
export const listedIn = (lists: Record<string, Listed>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(lists).map(([name, { nodes, totalCount }]) => [name, [totalCount ?? nodes.length, ...nodes.map(bare)]]),
  );

/** What the API shows a team, in the shape that `allowed` foretells. */
export async function shown(world: World, random: RandomWorld, viewer: number, question: Question): Promise<unknown> {
  const { schema, document } = await prepared();
  const ctx = world.ctx(random.teams[viewer]!);
  const variableValues = { ids: everything(random), ...valuesOf(question) };
  const result = await execute({ schema, document, contextValue: ctx, variableValues });
  if (result.errors) throw result.errors[0]!.originalError ?? result.errors[0]!;
  const { records, edges, ...rest } = result.data as unknown as Answer;
  const listed = listedIn(rest as Record<string, Listed>);
  const found = records.filter((each) => each !== null);
  return {
    ...listed,
    records: Object.fromEntries(found.filter((each) => each.level).map((each) => [bare(each), recordShown(each)])),
    parts: found
      .filter((each) => !each.level)
      .map(bare)
      .toSorted(),
    edges:
      edges[0] && [edges[0].cases, edges[0].leads].map((each) => [each.totalCount ?? each.nodes.length, ...each.nodes.map(bare)]),
  };
}

export const recordShown = (record: RecordAnswer) => ({
  level: record.level,
  intent: record.intent,
  amount: record.amountYuan,
  contacts: bareAll(record.contacts),
  shares: bareAll(record.shares),
  latest: bareAll(record.latestActivities),
  notes: bareAll(record.activities?.nodes),
});

/** What the oracle allows, in the same shape. */
export function allowed(random: RandomWorld, viewer: number, question: Question): unknown {
  const counted = (prefix: string, records: readonly Seen[], ask: Question) =>
    Object.fromEntries(Object.entries(lists(records, ask)).map(([name, ids]) => [`${prefix}_${name}`, [ids.length, ...ids]]));
  const [cases, leads] = [seenCases(random, viewer), seenLeads(random, viewer)];
  const leadQuestion = { ...question, stage: question.stage === 'ADMISSION' ? 'SCREENING' : 'NEW' };
  const readsCompanies = random.teams[viewer]!.kind !== TeamKind.PARTNER;
  const caseEdge = lists(cases, question).company!;
  const leadEdge = lists(leads, leadQuestion).company!;
  return {
    ...counted('cases', cases, question),
    ...counted('leads', leads, leadQuestion),
    records: { ...casesAllowed(random, viewer), ...leadsAllowed(random, viewer) },
    parts: seenParts(random, viewer),
    edges: readsCompanies ? [caseEdge, leadEdge].map((ids) => [ids.length, ...ids]) : null,
  };
}

const fields = (rank: number, amount: number, contactId: string) => ({
  level: NAMES[rank],
  intent: rank >= 2 ? '建厂' : null,
  amount: rank >= 2 && amount >= 0 ? String(amount) : null,
  contacts: rank >= 3 ? [contactId] : null,
});

function casesAllowed(random: RandomWorld, viewer: number): Record<string, unknown> {
  const entries = random.cases.map((each, at) => {
    const rank = caseRank(random, viewer, at);
    const notes = each.notes
      .filter((note) => !note.isPrivate || note.team === viewer)
      .map((note) => note.id)
      .toSorted();
    const live = each.shares
      .filter((share) => share.live)
      .map((share) => share.id)
      .toSorted();
    const parts = rank >= 2 ? { shares: live, latest: notes, notes } : { shares: null, latest: null, notes: null };
    return [each.id, rank, { ...fields(rank, each.amount, each.contactId), ...parts }] as const;
  });
  return Object.fromEntries(entries.filter(([, rank]) => rank > 0).map(([id, , record]) => [id, record]));
}

function leadsAllowed(random: RandomWorld, viewer: number): Record<string, unknown> {
  const entries = random.leads.map((each, at) => {
    const rank = leadRank(random, viewer, at);
    return [each.id, rank, { ...fields(rank, each.amount, each.contactId), shares: null, latest: null, notes: null }] as const;
  });
  return Object.fromEntries(entries.filter(([, rank]) => rank > 0).map(([id, , record]) => [id, record]));
}
