import { createWriteStream, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What one party saw, a line each, in the order it saw it. `effect` names what a write leaves in the log, the same on
 * both sides: `activity:<key>`, `lead:<key>`, `share:<case>:<team>`, `withdraw:<case>:<team>`.
 */
export type Line = { at: number } & (
  | { type: 'send'; key: string; effect: string }
  /** Whether it happened is not known; the same key is sent again. */
  | { type: 'unknown'; key: string; reason: string }
  | { type: 'ack'; key: string; effect: string; record?: string }
  /** It has not happened and will not. */
  | { type: 'refused'; key: string; code: string }
  | { type: 'open'; team: string; kind: string; from: number }
  | { type: 'connected'; node: string }
  | { type: 'receive'; event: string; cursor: string }
  | { type: 'revoked'; record: string; cursor: string }
  | { type: 'gap'; cursor: string }
  /** Sent again behind the cursor that stands behind it; the client dropped it. */
  | { type: 'repeated'; event: string }
  | { type: 'fault'; name: string; detail: string }
  | { type: 'healed'; name: string; detail: string }
);

/** What the database says at the end. */
export type LogLine =
  | ({ type: 'position' } & LoggedLine)
  | { type: 'unnumbered'; events: number }
  | { type: 'chain'; ok: boolean; positions: number; reason?: string | undefined };

export interface LoggedLine {
  pos: number;
  event: string;
  kind: string;
  subject: string;
  version: number | null;
  guard: string | null;
  minimum: number;
  /** Team → rank; null when everybody but partners hears it. */
  audience: Record<string, number> | null;
  revoked: string[];
  effect: string | null;
  record: string | null;
}

export interface History {
  name: string;
  lines: Line[];
}
export interface Histories {
  clients: History[];
  log: LogLine[];
}

type Said<L = Line> = L extends unknown ? Omit<L, 'at'> : never;

export interface Recorder {
  readonly name: string;
  readonly lines: readonly Line[];
  say(line: Said): void;
  close(): Promise<void>;
}

/** Appends to `<folder>/<name>.jsonl`; nothing is ever changed afterwards. */
export function recordHistory(folder: string, name: string): Recorder {
  mkdirSync(folder, { recursive: true });
  const file = createWriteStream(path.join(folder, `${name}.jsonl`), { flags: 'ax' });
  const lines: Line[] = [];
  return {
    name,
    lines,
    say: (said) => {
      if (file.writableEnded) return; // a campaign that was called off
      const line = { at: Date.now(), ...said } as Line;
      lines.push(line);
      file.write(`${JSON.stringify(line)}\n`);
    },
    close: () => new Promise((done) => file.end(done)),
  };
}

const LOG_FILE = 'log.server';

export async function recordLog(folder: string, lines: readonly LogLine[]): Promise<void> {
  const file = createWriteStream(path.join(folder, `${LOG_FILE}.jsonl`));
  for (const line of lines) file.write(`${JSON.stringify(line)}\n`);
  await new Promise<void>((done) => file.end(done));
}

export function readHistories(folder: string): Histories {
  const read = <L>(name: string): L[] =>
    readFileSync(path.join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as L);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  return {
    clients: files
      .filter((name) => name !== `${LOG_FILE}.jsonl`)
      .map((name) => ({ name: name.replace('.jsonl', ''), lines: read<Line>(name) })),
    log: read<LogLine>(`${LOG_FILE}.jsonl`),
  };
}
