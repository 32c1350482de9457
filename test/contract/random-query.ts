import type { SqlType } from '../../src/kernel/sql-type.ts';
import { randomFrom } from '../events/random-document.ts';

export interface RandomQuery {
  query: string;
  variables: Record<string, unknown>;
}

/** What there is to ask for in one world. */
export interface Askable {
  ids: readonly string[];
  codes: readonly string[];
  cursors: readonly string[];
  teams: readonly string[];
  companies: readonly string[];
  nodes: readonly string[];
}

/** Names that a careless statement would take for its own. */
const NAMES = ['o', 'r', 'a', 't1', 'json0', 'id', 'level', 'sortKey', 'code', 'x1', '_', 'a'.repeat(63)];
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  Case: ['level', 'maskedFields', 'id'],
  Lead: ['level', 'maskedFields', 'id'],
  CaseShare: ['maskedFields', 'id'],
  Activity: ['maskedFields', 'id'],
  Contact: ['maskedFields', 'id'],
  Division: [],
};

/**
 * Queries of every shape over fields with a SQL form: aliases, fragments of both kinds, the same field more than once,
 * conditions and arguments by variables, good and bad. Not all are valid: whoever asks takes those that are.
 */
export function randomQuery(roots: Readonly<Record<'Case' | 'Lead', SqlType>>, askable: Askable, seed: number): RandomQuery {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const definitions = new Map<string, string>();
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  let names = 0;

  const variable = (type: string, value: unknown): string => {
    const name = `v${names++}`;
    definitions.set(name, type);
    if (type.includes('=') && random() < 0.5) return `$${name}`;
    variables[name] = value;
    return `$${name}`;
  };
  const directive = (): string => {
    if (random() < 0.8) return '';
    return ` @${one(['include', 'skip'])}(if: ${random() < 0.8 ? variable('Boolean!', random() < 0.5) : random() < 0.5})`;
  };
  const alias = (): string => (random() < 0.7 ? '' : `${random() < 0.5 ? one(NAMES) : `b${names++}`}: `);
  const latest = (): string => {
    const first = random() < 0.95 ? 1 + below(10) : one([0, 11]);
    return one(['', `(first: ${first})`, `(first: ${variable('Int!', first)})`, `(first: ${variable('Int! = 2', first)})`]);
  };

  function selection(of: SqlType, depth: number): string {
    const scalars = [...Object.keys(of.columns), ...Object.keys(of.values ?? {}), ...(ALWAYS[of.name] ?? ['id']), '__typename'];
    const relations = Object.entries(of.relations ?? {});
    const parts: string[] = [];
    for (let n = 1 + below(6); n > 0; n--) parts.push(`${alias()}${one(scalars)}${directive()}`);
    for (let n = below(4); depth > 0 && relations.length > 0 && n > 0; n--) {
      const [name, relation] = one(relations);
      const args = name === 'latestActivities' ? latest() : '';
      parts.push(`${alias()}${name}${args}${directive()} ${selection(relation.of(), depth - 1)}`);
    }
    if (depth > 0 && random() < 0.4) parts.push(within(of, depth - 1));
    return `{ ${parts.join(' ')} }`;
  }
  function within(of: SqlType, depth: number): string {
    const shape = random();
    if (shape < 0.4) {
      const name = `F${names++}`;
      fragments.push(`fragment ${name} on ${of.name} ${selection(of, depth)}`);
      return `...${name}${directive()}`;
    }
    if (shape < 0.6 && of.name !== 'Division') return '... on Node { id }';
    return `... ${shape < 0.8 ? `on ${of.name}` : ''}${directive()} ${selection(of, depth)}`;
  }

  const filterOf = (kind: 'Case' | 'Lead'): string => {
    const stage = kind === 'Case' ? one(['NEGOTIATING', 'ADMISSION']) : one(['NEW', 'SCREENING']);
    const [team, company, node] = [one(askable.teams), one(askable.companies), one(askable.nodes)];
    return one([
      `stage: ${stage}`,
      `stage: ${variable(`${kind}Stage`, stage)}`,
      `stages: [${stage}]`,
      `minAmountYuan: "90000000"`,
      `maxAmountYuan: ${variable('Yuan', '500000000')}`,
      `search: ${variable('String', one(['电池', '芯片', '成都', '%', '没有']))}`,
      `${kind === 'Case' ? 'leadTeamId' : 'owningTeamId'}: ${variable('ID', one([team, company, 'bad']))}`,
      `companyId: "${company}"`,
      `chainNodeId: ${variable('ID', node)}`,
      `stage: ${stage}, search: "电"`,
    ]);
  };
  const listArgs = (kind: 'Case' | 'Lead'): string => {
    const size = random() < 0.95 ? 1 + below(3) : one([0, 101]);
    const forward = random() < 0.7;
    const args = [`${forward ? 'first' : 'last'}: ${random() < 0.5 ? size : variable('Int', size)}`];
    if (random() < 0.3) args.push(`${forward ? 'after' : 'before'}: ${variable('String', one([...askable.cursors, 'x']))}`);
    if (random() < 0.6) args.push(`filter: { ${filterOf(kind)} }`);
    if (random() < 0.4) {
      const direction = one(['', ', direction: ASC', ', direction: DESC']);
      args.push(`orderBy: { field: ${one(['AMOUNT', 'UPDATED_AT'])}${direction} }`);
    }
    return `(${args.join(', ')})`;
  };
  const page = (of: SqlType): string => {
    const parts = [
      () => `${alias()}nodes ${selection(of, 3)}`,
      () => `${alias()}edges { cursor ${alias()}node ${selection(of, 2)} __typename }`,
      () => `${alias()}pageInfo { hasNextPage ${alias()}endCursor startCursor hasPreviousPage }`,
      () => `${alias()}totalCount`,
      () => 'asOf',
      () => '__typename',
    ];
    return `{ ${Array.from({ length: 1 + below(4) }, () => one(parts)()).join(' ')} }`;
  };
  const root = (): string => {
    const kind = one(['Case', 'Case', 'Lead'] as const);
    const field = kind.toLowerCase();
    const name = `${one(['', '', 'o: ', 'r: ', `c${names++}: `])}`;
    if (random() < 0.5) return `${name}${field}s${listArgs(kind)}${directive()} ${page(roots[kind])}`;
    const by =
      random() < 0.6 ? `id: ${variable('ID', one([...askable.ids, 'bad']))}` : `code: "${one([...askable.codes, 'none'])}"`;
    return `${name}${field}(${by})${directive()} ${selection(roots[kind], 3)}`;
  };
  const body = Array.from({ length: random() < 0.7 ? 1 : 2 }, root).join(' ');
  const declared = [...definitions].map(([name, type]) => `$${name}: ${type}`).join(', ');
  return { query: [`query ${declared ? `(${declared})` : ''} { ${body} }`, ...fragments].join('\n'), variables };
}
