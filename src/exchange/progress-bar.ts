export interface Progress {
  advance(rows: number): void;
  end(): void;
}

const WIDTH = 30;
const REDRAW_MS = 100;

/** One line on a terminal; silent where standard error is a file or a pipe. */
export function progressBar(label: string, total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  if (!out.isTTY) return { advance: () => {}, end: () => {} };
  let done = 0;
  let drawnAt = 0;
  const draw = (): void => {
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const bar = '█'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '░');
    out.write(`\r${label} ${bar} ${Math.floor(part * 100)}% ${done.toLocaleString('en-US')}/${total.toLocaleString('en-US')}`);
  };
  return {
    advance(rows) {
      done += rows;
      if (Date.now() - drawnAt < REDRAW_MS) return;
      drawnAt = Date.now();
      draw();
    },
    end() {
      draw();
      out.write('\n');
    },
  };
}
