import { parseArgs } from 'node:util';
import { VARIANTS, type VariantName } from './measure/variants.ts';
import { PARTS } from './rows/parts.ts';

const options = {
  json: { type: 'boolean' },
  smoke: { type: 'boolean' },
  rows: { type: 'string' },
  rounds: { type: 'string' },
  variants: { type: 'string' },
  data: { type: 'string' },
  identity: { type: 'boolean' },
  'skip-build': { type: 'boolean' },
} as const;

function listOf<T extends string>(flag: string, given: string | undefined, known: readonly T[]): T[] | undefined {
  return given?.split(',').map((name) => {
    const found = known.find((each) => each.toLowerCase() === name.trim().toLowerCase());
    if (!found) throw new Error(`${flag}: “${name}” is none of ${known.join(', ')}`);
    return found;
  });
}

export function readArguments(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options });
  if (values.rounds !== undefined && !/^[1-9]\d{0,2}$/.test(values.rounds))
    throw new Error(`--rounds: “${values.rounds}” is no whole number from 1 to 999`);
  const ids = [...new Set(PARTS.flatMap((part) => part.ids))];
  return {
    values,
    rows: listOf('--rows', values.rows, ids),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    variants: listOf<VariantName>('--variants', values.variants, VARIANTS),
  };
}

/** What is asked for, known to exist before a world of minutes is made for it; a mistake ends the program with one sentence. */
export function argumentsOrEnd(args: readonly string[]): ReturnType<typeof readArguments> {
  try {
    return readArguments(args);
  } catch (error) {
    console.error(`${(error as Error).message.split('\n')[0]} (see bench/README.md)`);
    process.exit(2);
  }
}
