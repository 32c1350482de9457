import { Kind, visit, type DocumentNode, type SelectionNode } from 'graphql';
import { fault } from '../kernel/fault.ts';

export interface ShapeLimits {
  depth: number;
  aliases: number;
  rootFields: number;
  mutations: number;
  directives: number;
  fragments: number;
}

/** Depth, aliases, root fields, directives and fragments, in one walk before validation (which can be slow on hostile shapes). */
export function checkShape(document: DocumentNode, limits: ShapeLimits): void {
  let [depth, deepest, aliases, directives, fragments] = [0, 0, 0, 0, 0];
  visit(document, {
    Field: {
      enter(node) {
        if (node.alias) aliases += 1;
        if (node.name.value.startsWith('__schema') || node.name.value.startsWith('__type')) return false;
        depth += 1;
        deepest = Math.max(deepest, depth);
        return undefined;
      },
      leave() {
        depth -= 1;
      },
    },
    Directive: () => void (directives += 1),
    FragmentDefinition: () => void (fragments += 1),
    OperationDefinition(node) {
      const most = node.operation === 'mutation' ? limits.mutations : limits.rootFields;
      if (node.selectionSet.selections.length > most)
        throw fault('TOO_MANY_ROOT_FIELDS', `一次请求最多 ${most} 个根字段，请分次提交`);
    },
  });
  if (deepest > limits.depth || spreadDepth(document) > limits.depth)
    throw fault('TOO_DEEP', `请求嵌套超过 ${limits.depth} 层，请拆分`);
  if (aliases > limits.aliases) throw fault('TOO_MANY_ALIASES', `别名超过 ${limits.aliases} 个，请分次提交`);
  if (directives > limits.directives || fragments > limits.fragments)
    throw fault('BAD_REQUEST', '指令或片段过多，请精简请求文档');
}

/** Depth with fragments followed; each fragment is measured once. A cycle counts as too deep. */
function spreadDepth(document: DocumentNode): number {
  const measured = new Map<string, number>();
  const fragments = new Map(
    document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])),
  );
  const of = (set: { selections: readonly SelectionNode[] } | undefined): number => {
    let deepest = 0;
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        if (node.name.value.startsWith('__')) continue;
        deepest = Math.max(deepest, 1 + of(node.selectionSet));
      } else if (node.kind === Kind.INLINE_FRAGMENT) deepest = Math.max(deepest, of(node.selectionSet));
      else deepest = Math.max(deepest, ofFragment(node.name.value));
    }
    return deepest;
  };
  const ofFragment = (name: string): number => {
    const cached = measured.get(name);
    if (cached !== undefined) return cached;
    measured.set(name, Infinity);
    const depth = of(fragments.get(name)?.selectionSet);
    measured.set(name, depth);
    return depth;
  };
  return Math.max(0, ...document.definitions.map((d) => (d.kind === Kind.OPERATION_DEFINITION ? of(d.selectionSet) : 0)));
}
