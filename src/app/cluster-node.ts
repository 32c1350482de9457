import { fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { StartRefused } from './start-refused.ts';

export interface NodeEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One server process. It stops by itself when the process that started it is gone. */
export interface ClusterNode {
  readonly number: number;
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<NodeEnd>;
  kill(signal: NodeJS.Signals): void;
}

export interface NodeOptions {
  number: number;
  env: NodeJS.ProcessEnv;
  /** How `main` is run; like this process, when left out. */
  main?: { file: string; execArgv: readonly string[] };
  /** Lines that the node prints after its welcome, and everything on standard error. */
  line?: (text: string) => void;
}

/** What a node prints until it is ready, without its log. */
export interface StartedNode {
  node: ClusterNode;
  welcome: string[];
}

const KEPT_LINES = 40;

/** The program of this build: `dist/main.js`, or the source where this file runs from the sources. */
const ownMain = () => ({
  file: path.resolve(import.meta.dirname, `../main${path.extname(import.meta.filename)}`),
  execArgv: process.execArgv,
});

const isLog = (text: string) => text.startsWith('{');

function linesOf(stream: Readable | null, take: (text: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', take);
}

/** Starts one node and waits until it serves. Refuses with what the node said when it ended instead, or was called off. */
export async function startNode({ number, env, main = ownMain(), line = () => {} }: NodeOptions, off?: AbortSignal) {
  off?.throwIfAborted();
  const child = fork(main.file, [], {
    env,
    execArgv: [...main.execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const welcome: string[] = [];
  const said: string[] = [];
  let isReady = false;
  linesOf(child.stdout, (text) => (isReady || isLog(text) ? line(text) : welcome.push(text)));
  linesOf(child.stderr, (text) => {
    said.push(text);
    if (said.length > KEPT_LINES) said.shift();
    if (isReady) line(text);
  });
  const ended = new Promise<NodeEnd>((done) => {
    child.once('close', (code, signal) => done({ code, signal }));
    child.once('error', (error) => {
      said.push(error.message);
      if (child.pid === undefined) done({ code: null, signal: null });
    });
  });
  const stop = () => void child.kill('SIGTERM');
  off?.addEventListener('abort', stop, { once: true });
  const url = await Promise.race([
    new Promise<string>((done) => child.once('message', (message) => done((message as { url: string }).url))),
    ended.then((end) => {
      throw new StartRefused('NODE_NOT_STARTED', `节点 ${number} 未能启动（${endText(end)}）：\n${said.join('\n')}\n`);
    }),
  ]).finally(() => off?.removeEventListener('abort', stop));
  isReady = true;
  const node: ClusterNode = { number, url, pid: child.pid!, ended, kill: (signal) => void child.kill(signal) };
  return { node, welcome } satisfies StartedNode;
}

export const endText = ({ code, signal }: NodeEnd): string => (signal ? `信号 ${signal}` : `退出码 ${code ?? '无'}`);
