export interface ShutdownOptions {
  log: (line: string) => void;
  stop: () => Promise<void>;
  hardLimitMs?: number;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Stops once on SIGTERM or Ctrl-C and exits 0; a second signal, a failure or the hard limit exits 1 and says why. */
export function onShutdown({ log, stop, hardLimitMs = 9_000 }: ShutdownOptions): void {
  let stopping = false;
  const fail = (sentence: string) => {
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  };
  const handle = (signal: NodeJS.Signals) => {
    if (stopping) return fail(`再次收到 ${signal}，立即退出，未完成的请求已中断（SHUTDOWN_FORCED）`);
    stopping = true;
    log(`收到 ${signal}，正在停止`);
    setTimeout(() => fail(`${hardLimitMs} 毫秒内未能停止，强制退出（SHUTDOWN_TIMEOUT）`), hardLimitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`停止时出错：${error instanceof Error ? error.message : String(error)}（SHUTDOWN_FAILED）`),
    );
  };
  for (const signal of SIGNALS) process.on(signal, handle);
}
