import { describe, expect, test } from '@jest/globals';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { arbiterOf } from '../../src/teams/arbiter.ts';
import type { DirectoryTeam } from '../../src/teams/team-directory.ts';

const TODAY = '2026-11-28';
const team = (id: string, kind: TeamKind, parentId: string | null, endsOn: string | null = null): DirectoryTeam => ({
  id,
  kind,
  parentId,
  endsOn,
  startsOn: null,
  code: id,
  name: id,
});
const teams = new Map(
  [
    team('city', TeamKind.CITY, null),
    team('north', TeamKind.DISTRICT, 'city'),
    team('south', TeamKind.DISTRICT, 'city'),
    team('gone', TeamKind.DISTRICT, 'city', '2026-11-27'),
    team('n1', TeamKind.PARK, 'north'),
    team('n2', TeamKind.PARK, 'north'),
    team('s1', TeamKind.PARK, 'south'),
    team('g1', TeamKind.PARK, 'gone'),
    team('g2', TeamKind.PARK, 'gone'),
    team('force', TeamKind.TASK_FORCE, 'north'),
    team('bureau', TeamKind.DEPARTMENT, 'city'),
  ].map((each) => [each.id, each]),
);
const between = (one: string, other: string) => [arbiterOf(teams, one, other, TODAY), arbiterOf(teams, other, one, TODAY)];

describe('the arbiter between two teams', () => {
  test.each([
    ['n1', 'n2', 'north'],
    ['n1', 's1', 'city'],
    ['north', 'south', 'city'],
    ['n1', 'south', 'city'],
    ['n1', 'force', 'north'],
    ['n1', 'bureau', 'city'],
  ])('%s and %s is the lowest team above both: %s', (one, other, arbiter) => {
    expect(between(one, other)).toEqual([arbiter, arbiter]);
  });

  test('is never one of the two', () => {
    expect(between('north', 'n1')).toEqual(['city', 'city']);
    expect(between('city', 'n1')).toEqual([null, null]);
  });

  test('is in its period', () => {
    expect(between('g1', 'g2')).toEqual(['city', 'city']);
  });

  test('is nobody for a team that is not there', () => {
    expect(between('n1', 'nobody')).toEqual([null, null]);
  });
});
