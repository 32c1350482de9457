import { Kind, visit, type DocumentNode, type VariableNode } from 'graphql';

const names = new WeakMap<DocumentNode, readonly string[]>();

/**
 * The variables that can make two subscribers' messages differ: all that the document uses anywhere but as the `after`
 * of its root field. A variable that merely bears that name counts.
 */
export function sharedVariables({
  document,
  variables,
}: {
  document: DocumentNode;
  variables: Record<string, unknown>;
}): unknown[] {
  let shared = names.get(document);
  if (!shared) names.set(document, (shared = usedBesideAfter(document)));
  // Missing and null differ: only a missing variable takes its default.
  return shared.map((name) => (Object.hasOwn(variables, name) ? [name, canonical(variables[name])] : [name]));
}

function usedBesideAfter(document: DocumentNode): string[] {
  const cursors = new Set<VariableNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const root of definition.selectionSet.selections) {
      if (root.kind !== Kind.FIELD) continue;
      const after = root.arguments?.find((argument) => argument.name.value === 'after')?.value;
      if (after?.kind === Kind.VARIABLE) cursors.add(after);
    }
  }
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (!cursors.has(node)) used.add(node.name.value);
    },
  });
  return [...used].sort();
}

/** Key order is of no meaning in a variable. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, canonical(each)]);
}
