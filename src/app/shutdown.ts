export interface ShutdownOptions {
  log: (line: string) => void;
  stop: () => Promise<void>;
  hardLimitMs?: number;
  /** A signal that follows the first sooner than this is its echo: on Ctrl-C both the terminal and npm send one. */
  echoMs?: number;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Stops once on SIGTERM or Ctrl-C and exits 0; a second signal, a failure or the hard limit exits 1 and says why. A node
 * of a cluster also stops when the process that started it is gone.
 */
export function onShutdown({ log, stop, hardLimitMs = 9_000, echoMs = 1_000 }: ShutdownOptions): void {
  let stoppingSince: number | undefined;
  const fail = (sentence: string) => {
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  };
  const handle = (signal: NodeJS.Signals | 'disconnect') => {
    if (stoppingSince !== undefined && performance.now() - stoppingSince < echoMs) return;
    if (stoppingSince !== undefined) return fail(`再次收到 ${signal}，立即退出，未完成的请求已中断（SHUTDOWN_FORCED）`);
    stoppingSince = performance.now();
    log(signal === 'disconnect' ? '启动本节点的进程已不在，正在停止' : `收到 ${signal}，正在停止`);
    setTimeout(() => fail(`${hardLimitMs} 毫秒内未能停止，强制退出（SHUTDOWN_TIMEOUT）`), hardLimitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`停止时出错：${error instanceof Error ? error.message : String(error)}（SHUTDOWN_FAILED）`),
    );
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  if (process.connected) process.on('disconnect', () => handle('disconnect'));
}
