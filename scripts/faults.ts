// npm run faults [-- --seconds N --seed S --json --nodes N --only <text> --histories <folder>]: writers and listeners on a cluster of
// their own while its processes are killed and stopped, its wires cut, its disk filled; then the histories are compared.
// npm run faults -- --check <folder>: compares histories that are there. Exit code 0: nothing lost, doubled, inverted, leaked.
import 'reflect-metadata';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openCampaign, type Campaign } from '../test/faults/campaign.ts';
import { check, isClean, type Verdict } from '../test/faults/checker.ts';
import { readHistories } from '../test/faults/history.ts';
import { createRandom, newSeed } from '../test/faults/random.ts';
import { nemesesNamed, strikeFor } from '../test/faults/schedule.ts';

const SHOWN = 20;
const USAGE =
  '用法：npm run faults -- [--seconds 60] [--seed 整数] [--nodes 3] [--only 名称] [--histories <新文件夹>] [--json]，或 --check <文件夹> [--json]';

interface Asked {
  seconds: number;
  seed: number;
  nodes: number;
  /** Only nemeses with this in their name. */
  only: string;
  histories: string | undefined;
  check: string | undefined;
  json: boolean;
}

function ask(): Asked {
  const text = { type: 'string' } as const;
  const options = {
    seconds: text,
    seed: text,
    nodes: text,
    only: text,
    histories: text,
    check: text,
    json: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  const number = (given: string | undefined, otherwise: number, [least, most]: [number, number]): number => {
    if (given === undefined) return otherwise;
    const value = /^\d+$/.test(given) ? Number(given) : NaN;
    if (!(value >= least && value <= most)) throw new Error(`“${given}” 应为 ${least} 到 ${most} 的整数`);
    return value;
  };
  const folder = (given: string | undefined) => (given === undefined ? undefined : path.resolve(given));
  const asked = {
    seconds: number(values.seconds, 60, [1, 86_400]),
    seed: number(values.seed, newSeed(), [0, 2 ** 32 - 1]),
    nodes: number(values.nodes, 3, [1, 8]),
    only: values.only ?? '',
    histories: folder(values.histories),
    check: folder(values.check),
    json: values.json ?? false,
  };
  if (nemesesNamed(asked.only).length === 0) throw new Error(`没有名称含“${asked.only}”的故障`);
  if (asked.check && !statSync(asked.check, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${asked.check} 不是文件夹，--check 应为以前的 --histories`);
  if (asked.histories && existsSync(asked.histories) && readdirSync(asked.histories).length > 0)
    throw new Error(`${asked.histories} 不是空文件夹，历史只写入新文件夹`);
  return asked;
}

/** Progress goes to stderr when the last line of stdout is for a script. */
const say = (line: string, json: boolean): void => void (json ? process.stderr : process.stdout).write(`${line}\n`);

interface Outcome {
  verdict: Verdict;
  /** What did not come back, and processes that ended by themselves. */
  failures: string[];
}

/** However the run ends, also while it starts or when nobody reads what it prints, what it has started ends with it. */
function endWith(opening: Promise<Campaign>): void {
  let isEnding = false;
  const end = (code: number): void => {
    if (isEnding) return;
    isEnding = true;
    void opening
      .then((campaign) => campaign.close())
      .catch(() => {})
      .finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(130));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => end(2));
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    end(2);
  });
}

async function run({ seconds, seed, nodes, only, histories, json }: Asked): Promise<Outcome> {
  const random = createRandom(seed);
  const needsNats = nemesesNamed(only).every(({ nats }) => nats);
  const bus = needsNats ? 'nats' : random.fork('bus').pick(['nats', 'pg'] as const);
  say(`故障演练 faults: seed ${seed}，${seconds} 秒，${nodes} 个节点，总线 ${bus}`, json);
  const size = { diskMib: seconds > 120 ? 3_072 : 1_024, writersAPark: 3, pauseMs: 10 };
  const opening = openCampaign({ nodes, bus, random: random.fork('clients'), folder: histories, ...size });
  endWith(opening);
  const campaign = await opening;
  try {
    const struck = await strikeFor({ seconds, only }, campaign, random.fork('schedule'), ({ name, detail }) =>
      say(`  ${name}: ${detail}`, json),
    );
    say('  全部恢复，等待写入有结果、订阅到位 healed, settling', json);
    const verdict = await campaign.settle({ isEnd: true });
    return { verdict, failures: [...struck, ...campaign.cluster.nodes.flatMap(({ deaths }) => deaths)] };
  } finally {
    await campaign.close();
  }
}

function report({ verdict: { counts, findings, seen }, failures }: Outcome, json: boolean): void {
  for (const failure of failures) say(`  未恢复 failed: ${failure}`, json);
  for (const { defect, detail } of findings.slice(0, SHOWN)) say(`  ${defect}: ${detail}`, json);
  if (findings.length > SHOWN) say(`  … ${findings.length - SHOWN} more`, json);
  const sentence = `确认写入 acked ${counts.acked}，丢失 lost ${counts.lost}，重复 doubled ${counts.doubled}，乱序 inverted ${counts.inverted}，泄露 leaked ${counts.leaked}`;
  const rest = `日志位置 positions ${seen.positions}，送达 delivered ${seen.delivered}，结果不明 undecided ${seen.undecided}，被拒 refused ${seen.refused}`;
  say(`${sentence}\n${rest}`, json);
  if (json) console.log(JSON.stringify(counts));
}

try {
  const asked = ask();
  const outcome = asked.check ? { verdict: check(readHistories(asked.check)), failures: [] } : await run(asked);
  report(outcome, asked.json);
  process.exitCode = isClean(outcome.verdict) && outcome.failures.length === 0 ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
// Whatever a broken connection has left behind must not keep the process from ending.
process.exit();
