import { parseArgs } from 'node:util';
import { verifyLog, type BrokenReason, type Head, type LogVerdict } from '../events/verify-log.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { startPostgresFor } from './postgres.ts';
import { StartRefused } from './start-refused.ts';

const HELP = `用法：npm run verify-log -- [--head 位置:摘要] [--json]

逐条核对事件日志：位置是否连续、散列链是否完好、事件有无缺失或重复。
  --head 位置:摘要   另核对此前记下的日志末端，可发现末尾被截断
  --json             只输出一行 JSON
退出码：0 完好，1 已损坏，2 未能核对
`;

const REASONS: Record<BrokenReason, string> = {
  POSITION_MISSING: '该位置的记录已被删除',
  EVENT_MISSING: '该位置的事件已被删除',
  HASH_DIFFERS: '该位置的事件、次序或摘要已被改动',
  EVENT_REPEATED: '该位置的事件在日志中重复出现',
  EVENT_UNNUMBERED: '日志末尾有事件失去了位置',
  HEAD_MISSING: '日志比所给的末端短，末尾已被截断',
  HEAD_DIFFERS: '该位置的摘要与所给的末端不符，历史已被改写',
};

export function headOf(text: string | undefined): Head | undefined {
  if (text === undefined) return undefined;
  const [, pos, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (!pos || !hash) throw new StartRefused('HEAD_INVALID', '--head 应为“位置:摘要”，摘要是 64 位十六进制，取自上一次核对的输出');
  return { pos: Number(pos), hash: hash.toLowerCase() };
}

export const verdictText = ({ ok, positions, head, firstBad, reason }: LogVerdict): string =>
  ok
    ? `事件日志完好：共 ${positions} 位，末端 ${positions}:${head}`
    : `事件日志已损坏：前 ${positions} 位完好，第 ${firstBad} 位起有误，${REASONS[reason!]}。请从备份恢复并查明改动者（${reason}）`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { head: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const head = headOf(values.head);
  const tell = values.json ? () => {} : (line: string) => void process.stderr.write(`${line}\n`);
  const postgres = await startPostgresFor(readConfig(process.env), tell);
  try {
    const db = await openDatabase({ url: postgres.url, poolSize: 1 });
    try {
      let told = performance.now();
      const onProgress = (done: number, total: number) => {
        if (performance.now() - told < 2_000) return;
        told = performance.now();
        tell(`已核对 ${done} / ${total} 位`);
      };
      const verdict = await verifyLog(db.system, { head, onProgress });
      process.stdout.write(`${values.json ? JSON.stringify(verdict) : verdictText(verdict)}\n`);
      return verdict.ok ? 0 : 1;
    } finally {
      await db.close();
    }
  } finally {
    await postgres.stop();
  }
}

const explained = (error: unknown): string => {
  if (error instanceof StartRefused) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  if (code === '42P01' || code === '22023') return '数据库中还没有事件日志，请先运行 npm start 建库（LOG_NOT_FOUND）';
  if (code?.startsWith('ERR_PARSE_ARGS')) return `参数有误：${message}。用法见 npm run verify-log -- --help（ARGUMENT_INVALID）`;
  return `未能核对事件日志：${message ?? String(error)}（${code ?? 'VERIFY_FAILED'}）`;
};

if (import.meta.main) {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${explained(error)}\n`);
    return 2;
  });
}
