import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A subscription as a client sends it. */
export interface RandomDocument {
  query: string;
  variables: Record<string, unknown>;
}

/** Numbers from 0 to 1 that follow from the seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const DEPTH = 5;
const KINDS = ['CASE_UPDATED', 'CASE_SHARED', 'CASE_SHARE_CHANGED', 'CASE_STAGE_MOVED', 'ACTIVITY_ADDED', 'LEAD_UPDATED'];

/**
 * Documents of every shape that a stream admits: aliases, fragments of both kinds, the same field more than once,
 * `@include` and `@skip` by variables, arguments. Not all are valid: whoever asks takes those that the gate admits.
 */
export function randomDocument(schema: GraphQLSchema, seed: number, caseId: string): RandomDocument {
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
    // Now and then the default does: missing and given are two groups.
    if (type.includes('=') && random() < 0.5) return `$${name}`;
    variables[name] = value;
    return `$${name}`;
  };
  const directive = (): string => {
    if (random() < 0.7) return '';
    const condition = random() < 0.8 ? variable(one(['Boolean!', 'Boolean! = true']), random() < 0.5) : String(random() < 0.5);
    return ` @${one(['include', 'skip'])}(if: ${condition})`;
  };
  const field = (of: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(of.type);
    if (isCompositeType(type) && depth <= 0) return '__typename';
    const alias = random() < 0.5 ? '' : `a${names++}: `;
    const given = of.args
      .filter((arg) => isRequiredArgument(arg))
      .map(({ name }) => `${name}: ${variable('Int!', 1 + below(3))}`);
    const args = given.length > 0 ? `(${given.join(', ')})` : '';
    return `${alias}${of.name}${args}${directive()}${isCompositeType(type) ? ` ${selection(type, depth - 1)}` : ''}`;
  };
  const within = (type: GraphQLCompositeType, depth: number): string => {
    const shape = random();
    if (shape < 0.3) {
      const name = `F${names++}`;
      fragments.push(`fragment ${name} on ${type.name} ${selection(type, depth - 1)}`);
      return `...${name}${directive()}`;
    }
    return `... ${shape < 0.8 ? `on ${type.name}` : ''}${directive()} ${selection(type, depth - 1)}`;
  };
  const narrower = (type: GraphQLCompositeType): GraphQLCompositeType[] =>
    isAbstractType(type)
      ? [...schema.getPossibleTypes(type), ...(isInterfaceType(type) ? schema.getImplementations(type).interfaces : [])]
      : [type];
  function selection(type: GraphQLCompositeType, depth: number): string {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()).filter(isLive) : [];
    const parts = ['__typename'];
    for (let n = below(4) + 1; fields.length > 0 && n > 0; n--) parts.push(field(one(fields), depth));
    for (let n = below(isAbstractType(type) ? 4 : 2); depth > 0 && n > 0; n--) parts.push(within(one(narrower(type)), depth));
    return `{ ${parts.slice(random() < 0.5 && parts.length > 1 ? 1 : 0).join(' ')} }`;
  }

  const root = one([
    () => 'teamFeed(after: $after)',
    () => `events(after: $after, filter: ${variable('EventFilter', { kinds: KINDS.filter(() => random() < 0.7) })})`,
    () => `events(after: $after, filter: { caseId: ${variable('ID', caseId)} })`,
    () => `caseEvents(after: $after, caseId: ${variable('ID!', caseId)})`,
  ])();
  const event = selection(schema.getType('Event') as GraphQLCompositeType, DEPTH);
  const signal = selection(schema.getType('StreamSignal') as GraphQLCompositeType, DEPTH);
  const body = `{ stream: ${root} { cursor event ${event} signal ${signal} } }`;
  const declared = [...definitions].map(([name, type]) => `, $${name}: ${type}`).join('');
  return { query: [`subscription ($after: String${declared}) ${body}`, ...fragments].join('\n'), variables };
}

/** Roughly what `live-rule.ts` lets pass; the gate has the last word. */
function isLive(field: GraphQLField<unknown, unknown>): boolean {
  const { live, plain } = field.extensions;
  const isRecord = (type: GraphQLNamedType) => type.name.endsWith('Connection');
  return (
    live !== false && (live === true || plain === true || field.resolve === undefined) && !isRecord(getNamedType(field.type))
  );
}
