/** How a run ended. Skipped and unfinished tests count as failed. */
export interface Count {
  passed: number;
  failed: number;
}

interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

/** From the file that `jest --json --outputFile` writes. */
export function countJest(json: string): Count {
  const result = JSON.parse(json) as JestResult;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = result;
  return { passed: numPassedTests, failed: numFailedTests + numPendingTests + numTodoTests + numRuntimeErrorTestSuites };
}

/** From the last line of the story, `story: N steps, N passed, N failed`, and its exit code. */
export function countStory(output: string, status: number | null): Count {
  const last = /^story: (\d+) steps, (\d+) passed, (\d+) failed$/m.exec(output.trimEnd().split('\n').at(-1) ?? '');
  if (!last) return { passed: 0, failed: 1 };
  const [steps, passed, failed] = last.slice(1).map(Number) as [number, number, number];
  const missed = Math.max(failed, steps - passed);
  return { passed, failed: missed === 0 && status !== 0 ? 1 : missed };
}

// node scripts/test-count.ts <file>: prints "passed failed", for .ci/run
if (import.meta.main) {
  const { readFileSync } = await import('node:fs');
  const { passed, failed } = countJest(readFileSync(process.argv[2]!, 'utf8'));
  console.log(`${passed} ${failed}`);
}
