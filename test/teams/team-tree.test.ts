import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { placementProblem, supervises, supervisorsOf, type TeamInTree } from '../../src/teams/team-tree.ts';

const { CITY, DISTRICT, PARK, DEPARTMENT, TASK_FORCE, PARTNER } = TeamKind;
const tree = (...teams: [string, TeamKind, string | null][]): Map<string, TeamInTree> =>
  new Map(teams.map(([id, kind, parentId]) => [id, { id, kind, parentId }]));

const chengdu = tree(
  ['city', CITY, null],
  ['wuhou', DISTRICT, 'city'],
  ['park', PARK, 'wuhou'],
  ['city park', PARK, 'city'],
  ['bureau', DEPARTMENT, 'city'],
  ['force', TASK_FORCE, 'wuhou'],
  ['partner', PARTNER, 'city'],
);

/** Any rows at all: what a hand-edited table could hold, cycles included. */
const anyTree = fc
  .array(fc.record({ kind: fc.constantFrom(...Object.values(TeamKind)), parent: fc.option(fc.nat(7)) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((rows) =>
    tree(
      ...rows.map(({ kind, parent }, i): [string, TeamKind, string | null] => [
        `${i}`,
        kind,
        parent === null ? null : `${parent}`,
      ]),
    ),
  );

describe('supervision', () => {
  test('flows from park to district to city', () => {
    expect(supervisorsOf(chengdu, 'park')).toEqual(['wuhou', 'city']);
    expect(supervisorsOf(chengdu, 'city park')).toEqual(['city']);
    expect(supervisorsOf(chengdu, 'city')).toEqual([]);
  });

  test.each(['bureau', 'force', 'partner'])('a %s gives nothing to its parent', (id) => {
    expect(supervisorsOf(chengdu, id)).toEqual([]);
  });

  test('a team supervises neither itself nor what stands above it', () => {
    expect([
      supervises(chengdu, 'park', 'park'),
      supervises(chengdu, 'park', 'wuhou'),
      supervises(chengdu, 'wuhou', 'park'),
    ]).toEqual([false, false, true]);
  });

  test('an unknown team has no supervisors', () => {
    expect(supervisorsOf(chengdu, 'nobody')).toEqual([]);
  });

  test('ends on any rows, names nobody twice and rises in kind at each step', () => {
    const order = [PARK, DISTRICT, CITY];
    fc.assert(
      fc.property(anyTree, (teams) => {
        for (const id of teams.keys()) {
          const line = [id, ...supervisorsOf(teams, id)];
          expect(new Set(line).size).toBe(line.length);
          const kinds = line.map((each) => order.indexOf(teams.get(each)!.kind));
          if (line.length > 1) expect(kinds).toEqual([...new Set(kinds)].toSorted());
        }
      }),
    );
  });

  test('whoever supervises a supervisor supervises the team', () => {
    fc.assert(
      fc.property(anyTree, (teams) => {
        for (const id of teams.keys()) {
          for (const [i, above] of supervisorsOf(teams, id).entries()) {
            expect(supervisorsOf(teams, above)).toEqual(supervisorsOf(teams, id).slice(i + 1));
          }
        }
      }),
    );
  });
});

describe('placementProblem', () => {
  const under = (kind: TeamKind, parentId: string | null) => placementProblem(chengdu, { id: 'new', kind, parentId });

  test('takes a park under a district and under the city', () => {
    expect([under(PARK, 'wuhou'), under(PARK, 'city'), under(DEPARTMENT, 'wuhou'), under(PARTNER, null)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('refuses a park under a park and says where it may stand', () => {
    expect(under(PARK, 'park')).toBe('园区团队不能设在园区团队之下，上级须为区（市）县团队或市级团队');
  });

  test('refuses a city under anything and a parent nobody knows', () => {
    expect(under(CITY, 'wuhou')).toMatch('它没有上级');
    expect(under(PARK, 'nowhere')).toMatch('上级团队不存在');
  });

  test('a tree of well-placed teams has no cycle', () => {
    fc.assert(
      fc.property(anyTree, (teams) => {
        fc.pre([...teams.values()].every((team) => placementProblem(teams, team) === null));
        for (const start of teams.values()) {
          let [team, steps] = [start, 0];
          while (team.parentId !== null && steps <= teams.size) [team, steps] = [teams.get(team.parentId)!, steps + 1];
          expect(steps).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});
