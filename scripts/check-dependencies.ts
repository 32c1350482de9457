// The one dependency rule (docs/decisions/0038): a feature imports only what stands above it in this list.
import { importCycles } from './import-cycles.ts';
import { importsOf, readTree, withoutComments, type SourceTree } from './source-tree.ts';

/** Upstream first. A new feature's place in this list is its design decision. */
export const FEATURES = [
  'kernel',
  'events',
  'teams',
  'access',
  'companies',
  'chains',
  'parks',
  'leads',
  'cases',
  'taskforces',
  'delivery',
  'alliance',
  'indicators',
  'exchange',
  'app',
] as const;

/** Tables whose rows only some teams see, and the folders that may name them in SQL. */
const GUARDED_TABLES = [
  'lead',
  'cases',
  'case_share',
  'activity',
  'activity_contact',
  'contact',
  'transfer',
  'claim',
  'claim_evidence',
  'claim_party',
];
const MAY_READ_GUARDED = ['access', 'leads', 'cases', 'app'];
const GUARDED_READ = new RegExp(`\\b(?:from|join|update|into)\\s+"?(${GUARDED_TABLES.join('|')})"?(?![\\w."'])`, 'i');

const DATA_ACCESS = /^(@mikro-orm\/|pg$|kysely$)/;
const OUTSIDE_WORLD = /^(node:(fs|net|http|https|child_process|dns|worker_threads)|ws$|fastify$|dataloader$|@nats-io\/)/;
const BESIDE_POLICIES = /\.(service|resolver|loaders)\.ts$/;

const featureOf = (file: string) => (file.startsWith('src/') ? (file.split('/')[2] ? file.split('/')[1]! : 'app') : undefined);
const rank = (feature: string) => (FEATURES as readonly string[]).indexOf(feature);

function problemsOfImport(file: string, target: string): string[] {
  const problems: string[] = [];
  const [from, to] = [featureOf(file), featureOf(target)];
  if (from && to && from !== to && rank(to) > rank(from))
    problems.push(`${file}: ${from} imports ${target}, but ${to} stands below it (order: ${FEATURES.join(' → ')})`);
  if (file.endsWith('.resolver.ts') && DATA_ACCESS.test(target))
    problems.push(`${file}: a resolver imports ${target}; call a service or a loader instead`);
  if (/\bpolicy\.ts$/.test(file) && (DATA_ACCESS.test(target) || OUTSIDE_WORLD.test(target) || BESIDE_POLICIES.test(target)))
    problems.push(`${file}: a policy imports ${target}; policies are pure`);
  return problems;
}

function problemsOfText(file: string, text: string): string[] {
  const problems: string[] = [];
  const feature = featureOf(file) ?? '';
  const code = withoutComments(text);
  if (rank(feature) < 0) problems.push(`${file}: folder ${feature} has no place in the order of features`);
  const guarded = GUARDED_READ.exec(code);
  if (guarded && !MAY_READ_GUARDED.includes(feature))
    problems.push(`${file}: "${guarded[0]}" touches an access-controlled table; go through ${MAY_READ_GUARDED.join(', ')}`);
  if (/\bpolicy\.ts$/.test(file) && /\basync\b|\b(ctx|tx)\.(read|sql|em|load|act)\b/.test(code))
    problems.push(`${file}: a policy waits or reads; hand it what it needs to know`);
  return problems;
}

export function dependencyProblems(tree: SourceTree): string[] {
  const imports = new Map([...tree].map(([file, text]) => [file, importsOf(file, text)]));
  return [
    ...[...tree].flatMap(([file, text]) => problemsOfText(file, text)),
    ...[...imports].flatMap(([file, targets]) => targets.flatMap((target) => problemsOfImport(file, target))),
    ...importCycles(imports).map((files) => `files import each other in a circle: ${files.join(' ↔ ')}`),
  ];
}

if (import.meta.main) {
  const problems = dependencyProblems(readTree('src'));
  for (const problem of problems) console.error(problem);
  console.log(`dependencies: ${problems.length === 0 ? 'ok' : `${problems.length} problems`}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
