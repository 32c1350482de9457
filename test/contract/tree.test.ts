import { describe, expect, test } from '@jest/globals';
import { mapOf, mapProblems, vagueNames } from '../../scripts/check-tree.ts';

const readme = '# x\n\n```\nsrc/   the server\n  main.ts  start\n  leads/   leads\ntest/\n  world.ts\n```\n';

describe('the tree', () => {
  test.each(['src/utils/date.ts', 'src/leads/types.ts', 'src/app/date.helpers.ts', 'src/leads/index.ts', 'test/shared/x.ts'])(
    'has no place for %s',
    (file) => {
      expect(vagueNames([file])).toHaveLength(1);
    },
  );

  test('takes names that say what is inside', () => {
    expect(vagueNames(['src/leads/lead.policy.ts', 'src/companies/company-types.ts', 'test/world.ts'])).toEqual([]);
  });

  test('equals the map in the README', () => {
    expect(mapOf(readme)).toEqual(['main.ts', 'leads']);
    expect(mapProblems(readme, ['main.ts', 'leads'])).toEqual([]);
    expect(mapProblems(readme, ['main.ts', 'cases'])).toEqual([
      'README.md: the map lacks src/cases',
      'README.md: the map names src/leads, which does not exist',
    ]);
  });
});
