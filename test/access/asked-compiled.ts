import { getOperationAST, parse } from 'graphql';
import { createCompiledDocuments, type Direct } from '../../src/app/compiled-documents.ts';
import { buildAppSchema } from '../../src/app/schema.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import type { World } from '../world.ts';
import { bare, listedIn, listsOf, recordShown, valuesOf, type Listed, type Question, type RecordAnswer } from './asked.ts';
import type { RandomWorld } from './random-world.ts';

/** The same questions as `asked.ts`, as far as they have a SQL form: lists, and each record by its id. */
const sourceFor = (random: RandomWorld): string => {
  const common = 'id level intent amountYuan contacts { id name }';
  const cases = random.cases.map(
    ({ id }, n) => `case${n}: case(id: "${globalId('Case', id)}") { ${common} shares { id } latestActivities { id } }`,
  );
  const leads = random.leads.map(({ id }, n) => `lead${n}: lead(id: "${globalId('Lead', id)}") { ${common} }`);
  return `query Compiled($casesStage: CaseStage!, $leadsStage: LeadStage!, $company: ID!, $node: ID!, $least: Yuan!, $word: String!) {
    ${listsOf('cases')} ${listsOf('leads')} ${[...cases, ...leads].join(' ')} }`;
};

let compiled: Promise<Direct> | undefined;

/** What compiled documents show a team, past row-level security. */
export async function shownCompiled(world: World, random: RandomWorld, viewer: number, question: Question): Promise<unknown> {
  const direct = await (compiled ??= buildAppSchema().then(createCompiledDocuments));
  const source = sourceFor(random);
  const document = parse(source);
  const team = random.teams[viewer]!;
  const makeContext = () => ({ ...world.ctx(team), read: world.db.readHot });
  const asked = { hash: source, document, operation: getOperationAST(document)! };
  const text = await direct(asked, world.viewer(team), makeContext, valuesOf(question));
  const data = Object.entries(JSON.parse(String(text)) as Record<string, Listed | RecordAnswer | null>);
  const isList = (name: string) => /^(cases|leads)_/.test(name);
  const records = data.flatMap(([name, record]) => (isList(name) || !record ? [] : [record as RecordAnswer]));
  return {
    ...listedIn(Object.fromEntries(data.filter(([name]) => isList(name))) as Record<string, Listed>),
    records: Object.fromEntries(records.map((record) => [bare(record), { ...recordShown(record), notes: undefined }])),
  };
}

/** Of what the oracle allows, what these documents ask for. */
export function allowedCompiled(allowed: unknown): unknown {
  const { parts: _parts, edges: _edges, records, ...lists } = allowed as Record<string, unknown>;
  const without = Object.entries(records as Record<string, object>).map(([id, record]) => [id, { ...record, notes: undefined }]);
  return { ...lists, records: Object.fromEntries(without) };
}
