import { describe, expect, test } from '@jest/globals';
import { AccessGround, levelFor, levels, type Stake, type TeamFacts } from '../../src/access/level.ts';
import { Level } from '../../src/kernel/level.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';

const { CITY, DISTRICT, PARK, DEPARTMENT, TASK_FORCE, PARTNER } = TeamKind;
const team = (id: string, kind: TeamKind, parentId: string | null = null, ended = false): [string, TeamFacts] => [
  id,
  { id, kind, parentId, ended },
];

const teams = new Map([
  team('city', CITY),
  team('district', DISTRICT, 'city'),
  team('park', PARK, 'district'),
  team('cityPark', PARK, 'city'),
  team('oldPark', PARK, 'district', true),
  team('oldDistrict', DISTRICT, 'city', true),
  team('strayPark', PARK, 'oldDistrict'),
  team('department', DEPARTMENT, 'district'),
  team('taskForce', TASK_FORCE, 'city'),
  team('partner', PARTNER, 'district'),
]);
const share = (teamId: string, level: Level): Stake => ({ teamId, level, ground: AccessGround.SHARE, role: 'SUPPORT' });
const { NONE, SUMMARY, FOLLOW, WORK } = Level;

describe('levelFor', () => {
  test.each([
    ['a sharing team has its share', 'park', [share('park', WORK)], WORK],
    ['a sharing team at SUMMARY has SUMMARY', 'park', [share('park', SUMMARY)], SUMMARY],
    ['the district above a sharing park follows', 'district', [share('park', WORK)], FOLLOW],
    ['the city above a sharing park follows', 'city', [share('park', WORK)], FOLLOW],
    ['the city above a park without a district follows', 'city', [share('cityPark', WORK)], FOLLOW],
    ['supervisors follow even a share at SUMMARY', 'city', [share('park', SUMMARY)], FOLLOW],
    ['the own share wins over supervision', 'district', [share('park', WORK), share('district', WORK)], WORK],
    ['supervision wins over a lower own share', 'district', [share('park', WORK), share('district', SUMMARY)], FOLLOW],
    ['a department gives nothing to its parent', 'district', [share('department', WORK)], NONE],
    ['a task force gives nothing to its parent', 'city', [share('taskForce', WORK)], NONE],
    ['a partner gives nothing to its parent', 'district', [share('partner', SUMMARY)], NONE],
    ['a department works by its own share', 'department', [share('department', WORK)], WORK],
    ['a partner never sees more than SUMMARY', 'partner', [share('partner', WORK)], SUMMARY],
    ['nothing flows down', 'park', [share('district', WORK)], NONE],
    ['an ended team sees nothing', 'oldPark', [share('oldPark', WORK)], NONE],
    ['what an ended team had lies under its supervisors', 'district', [share('oldPark', WORK)], FOLLOW],
    ['an ended district between park and city sees nothing', 'oldDistrict', [share('strayPark', WORK)], NONE],
    ['the city sees past an ended district', 'city', [share('strayPark', WORK)], FOLLOW],
    ['a team without a stake sees nothing', 'cityPark', [share('park', WORK)], NONE],
    ['an unknown team sees nothing', 'nobody', [share('park', WORK)], NONE],
    ['a share of NONE is nothing', 'park', [share('park', NONE)], NONE],
  ])('%s', (_, who, stakes, level) => {
    expect(levelFor(who, { stakes, teams }).level).toBe(level);
  });

  test('names every reason with its chain, the strongest first', () => {
    const { reasons } = levelFor('district', { stakes: [share('park', WORK), share('district', WORK)], teams });
    expect(reasons).toEqual([
      { ground: 'SHARE', level: 'WORK', role: 'SUPPORT', chain: ['district'] },
      { ground: 'SUPERVISION', level: 'FOLLOW', role: 'SUPPORT', chain: ['park', 'district'] },
    ]);
  });

  test('of all teams, those that see are the sharing ones and their line', () => {
    const seen = levels({ stakes: [share('park', WORK), share('partner', WORK), share('oldPark', WORK)], teams });
    expect(Object.fromEntries(seen)).toEqual({ park: 'WORK', district: 'FOLLOW', city: 'FOLLOW', partner: 'SUMMARY' });
  });
});
