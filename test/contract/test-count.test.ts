import { describe, expect, test } from '@jest/globals';
import { countJest, countStory } from '../../scripts/test-count.ts';

const jest = (more: object) =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...more,
  });

describe('counting', () => {
  test('takes skipped, unwritten and unloadable tests as failed', () => {
    expect(countJest(jest({}))).toEqual({ passed: 3, failed: 0 });
    expect(countJest(jest({ numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, numRuntimeErrorTestSuites: 1 }))).toEqual({
      passed: 3,
      failed: 4,
    });
  });

  test('believes the story only when its last line and its exit code agree', () => {
    expect(countStory('1. …\nstory: 9 steps, 9 passed, 0 failed\n', 0)).toEqual({ passed: 9, failed: 0 });
    expect(countStory('story: 9 steps, 7 passed, 2 failed\n', 1)).toEqual({ passed: 7, failed: 2 });
    expect(countStory('story: 9 steps, 7 passed, 0 failed\n', 0)).toEqual({ passed: 7, failed: 2 });
    expect(countStory('story: 9 steps, 9 passed, 0 failed\n', 1)).toEqual({ passed: 9, failed: 1 });
    expect(countStory('', null)).toEqual({ passed: 0, failed: 1 });
  });
});
