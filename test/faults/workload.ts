import { randomUUID } from 'node:crypto';
import { globalId } from '../../src/kernel/global-id.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { deskOf, PASSWORD } from '../teams/desk.ts';
import type { TestTeam } from '../world.ts';
import type { FaultyCluster } from './faulty-cluster.ts';
import { createCaller, type Caller } from './caller.ts';
import type { Random } from './random.ts';

export interface Member {
  team: TestTeam;
  login: string;
  password: string;
}
/** A case of several teams: two that stay, and guests that come and go. */
export interface SharedCase {
  id: string;
  lead: TestTeam;
  staying: TestTeam[];
  guests: { team: TestTeam; level: string; isIn: boolean }[];
}
export interface Workload {
  teams: TestTeam[];
  /** Teams that write. */
  parks: TestTeam[];
  cases: SharedCase[];
  member(team: TestTeam): Promise<Member>;
}

const CASES_A_PARK = 4;

/** City, two districts, three parks, a department and a partner; each park leads cases that the next one shares. */
export async function openWorkload({ world, nodes, faults }: FaultyCluster, random: Random): Promise<Workload> {
  const city = await world.city();
  const [north, south] = [await world.district(city), await world.district(city)];
  const parks = [await world.park(north), await world.park(north), await world.park(south)];
  const [department, partner] = [await world.team(TeamKind.DEPARTMENT, city), await world.partner()];
  const desk = deskOf(world);
  const member = async (team: TestTeam): Promise<Member> => ({
    team,
    login: (await desk.member(team)).login,
    password: PASSWORD,
  });
  const cases: SharedCase[] = [];
  for (const [i, lead] of parks.entries()) {
    const caller = createCaller({ nodes, random, ...(await member(lead)) });
    const [next, other] = [parks[(i + 1) % parks.length]!, parks[(i + 2) % parks.length]!];
    for (let n = 0; n < CASES_A_PARK; n++) {
      const id = await openCase(caller);
      await must(
        caller,
        'shareCase',
        { caseId: id, teamId: globalId('Team', next.id), role: 'PARTNER', level: 'WORK' },
        'share { id }',
      );
      const guests = [
        { team: other, level: 'FOLLOW', isIn: false },
        { team: department, level: 'WORK', isIn: false },
        { team: partner, level: 'SUMMARY', isIn: false },
      ];
      cases.push({ id, lead, staying: [lead, next], guests });
    }
  }
  faults.say({ type: 'healed', name: 'workload', detail: `${cases.length} cases of ${parks.length} parks` });
  return { teams: [city, north, south, ...parks, department, partner], parks, cases, member };
}

async function openCase(caller: Caller): Promise<string> {
  const facts = { title: '联合招商', source: 'VISIT', intent: '设厂', companyDescription: '某新能源企业' };
  const { lead } = await must<{ lead: { id: string; version: number } }>(caller, 'registerLead', facts, 'lead { id version }');
  const accept = { leadId: lead.id, expectedVersion: lead.version };
  return (await must<{ case: { id: string } }>(caller, 'acceptLead', accept, 'case { id }')).case.id;
}

/** Of the set-up: nothing is broken yet, so it is refused by nobody. */
async function must<T>(caller: Caller, mutation: string, input: object, selection: string): Promise<T> {
  const answer = await caller.ask(mutation, { ...input, idempotencyKey: randomUUID() }, selection);
  if (answer.kind !== 'done') throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
  return answer.payload as T;
}
