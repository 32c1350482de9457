import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Stake } from '../../src/access/level.ts';
import { settleAccess } from '../../src/access/grant.ts';
import { caseStakes } from '../../src/cases/case.policy.ts';
import type { ShareRole } from '../../src/cases/case-share.ts';
import type { Level } from '../../src/kernel/level.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { leadStakes } from '../../src/leads/lead.policy.ts';
import { sizeBandOf } from '../../src/leads/size-band.ts';
import type { TestTeam, World } from '../world.ts';

/** A world as plain data: teams are named by their place in the list; fast-check shrinks it. */
export interface WorldSpec {
  teams: { kind: TeamKind; parent: number; ended: boolean }[];
  leads: (DealSpec & { owner: number; referrer: number; stage: string; given: GivenSpec[] })[];
  cases: (DealSpec & { lead: number; stage: string; shares: ShareSpec[]; notes: NoteSpec[]; given: GivenSpec[] })[];
}
interface DealSpec {
  word: string;
  company: number;
  companyWord: string;
  node: number;
  amount: number;
  minute: number;
}
interface ShareSpec {
  team: number;
  role: string;
  level: string;
  withdrawn: boolean;
}
interface GivenSpec {
  team: number;
  ground: string;
  level: string;
}
interface NoteSpec {
  team: number;
  isPrivate: boolean;
  day: number;
}

export const WORDS = ['电池', '芯片', '航空'] as const;
export const AMOUNTS = [-1, 90_000_000, 500_000_000, 500_000_000, 12_000_000_000] as const;
const KINDS = [
  TeamKind.DISTRICT,
  TeamKind.DISTRICT,
  TeamKind.PARK,
  TeamKind.PARK,
  TeamKind.PARK,
  TeamKind.DEPARTMENT,
  TeamKind.TASK_FORCE,
  TeamKind.PARTNER,
];
const index = fc.nat(40);
const deal = {
  word: fc.constantFrom(...WORDS),
  company: fc.integer({ min: -1, max: 1 }),
  companyWord: fc.constantFrom(...WORDS),
  node: fc.integer({ min: -1, max: 1 }),
  amount: fc.constantFrom(...AMOUNTS),
  minute: fc.nat(3),
};

const given = fc.array(
  fc.record({
    team: index,
    ground: fc.constantFrom('DISCLOSURE', 'TRANSFER_OFFER', 'ARBITRATION', 'ORIGIN', 'JOINT_CLAIM'),
    level: fc.constantFrom('SUMMARY', 'FOLLOW', 'WORK'),
  }),
  { maxLength: 2 },
);

export const worldSpec: fc.Arbitrary<WorldSpec> = fc.record({
  teams: fc.array(
    fc.record({ kind: fc.constantFrom(...KINDS), parent: index, ended: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) }),
    { minLength: 3, maxLength: 5 },
  ),
  leads: fc.array(fc.record({ ...deal, owner: index, referrer: index, stage: fc.constantFrom('NEW', 'SCREENING'), given }), {
    maxLength: 3,
  }),
  cases: fc.array(
    fc.record({
      ...deal,
      lead: index,
      stage: fc.constantFrom('NEGOTIATING', 'ADMISSION'),
      shares: fc.array(
        fc.record({
          team: index,
          role: fc.constantFrom('PARTNER', 'SUPPORT', 'REFERRER'),
          level: fc.constantFrom('SUMMARY', 'FOLLOW', 'WORK'),
          withdrawn: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
      given,
      notes: fc.array(fc.record({ team: index, isPrivate: fc.boolean(), day: fc.integer({ min: 1, max: 3 }) }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

interface Placed {
  id: string;
  title: string;
  companyId: string | null;
  companyName: string | null;
  companyDescription: string | null;
  nodeId: string | null;
  amount: number;
  updatedAt: Date;
  stage: string;
  contactId: string;
}
export interface PlacedShare {
  id: string;
  team: number;
  role: string;
  level: string;
  live: boolean;
}
export interface PlacedStake {
  team: number;
  ground: string;
  level: string;
}
export interface PlacedNote {
  id: string;
  team: number;
  isPrivate: boolean;
}
export interface RandomWorld {
  teams: (TestTeam & { ended: boolean; parent: number | null })[];
  companies: { id: string; name: string }[];
  nodes: string[];
  leads: (Placed & { owner: number; referrer: number | null; given: PlacedStake[] })[];
  cases: (Placed & { lead: number; shares: PlacedShare[]; notes: PlacedNote[]; given: PlacedStake[] })[];
}

/** Gives the spec ids and makes its indexes true: one live share per team, a lead that is no partner, a city on top. */
export function placed(spec: WorldSpec): RandomWorld {
  const teams: RandomWorld['teams'] = [
    { id: randomUUID(), code: `C-${randomUUID()}`, kind: TeamKind.CITY, parentId: null, parent: null, ended: false },
  ];
  for (const { kind, parent, ended } of spec.teams) {
    const above = parent % teams.length;
    teams.push({ id: randomUUID(), code: `T-${randomUUID()}`, kind, parentId: teams[above]!.id, parent: above, ended });
  }
  const companies = WORDS.slice(0, 2).map((word) => ({ id: randomUUID(), name: `成都${word}有限公司` }));
  const nodes = [randomUUID(), randomUUID()];
  const publicTeam = (i: number): number => {
    const candidates = teams.flatMap((team, at) => (team.kind === TeamKind.PARTNER ? [] : [at]));
    return candidates[i % candidates.length]!;
  };
  const facts = (each: DealSpec & { stage: string }): Placed => ({
    id: randomUUID(),
    title: `${each.word}项目`,
    companyId: companies[each.company]?.id ?? null,
    companyName: companies[each.company]?.name ?? null,
    companyDescription: companies[each.company] ? null : `${each.companyWord}企业`,
    nodeId: nodes[each.node] ?? null,
    amount: each.amount,
    updatedAt: new Date(Date.UTC(2026, 0, 5, 8, each.minute)),
    stage: each.stage,
    contactId: randomUUID(),
  });
  /** A team has a ground once; the last one counts, as where an act gives it anew. */
  const stakes = (given: readonly GivenSpec[]): PlacedStake[] => {
    const each = given.map(({ team, ...more }) => ({ ...more, team: team % teams.length }));
    return [...new Map(each.map((stake) => [`${stake.team} ${stake.ground}`, stake])).values()];
  };
  const partners = teams.flatMap((team, at) => (team.kind === TeamKind.PARTNER ? [at] : []));
  const leads = spec.leads.map((each) => ({
    ...facts(each),
    owner: publicTeam(each.owner),
    referrer: partners[each.referrer % 3] ?? null,
    given: stakes(each.given),
  }));
  const cases = spec.cases.map((each) => {
    const lead = publicTeam(each.lead);
    const shares: PlacedShare[] = [{ id: randomUUID(), team: lead, role: 'LEAD', level: 'WORK', live: true }];
    for (const { team, role, level, withdrawn } of each.shares) {
      const at = team % teams.length;
      const taken = shares.some((share) => share.team === at && share.live);
      if (!taken || withdrawn) shares.push({ id: randomUUID(), team: at, role, level, live: !withdrawn });
    }
    const notes = each.notes.map((note) => ({ id: randomUUID(), team: note.team % teams.length, isPrivate: note.isPrivate }));
    return { ...facts(each), lead, shares, notes, given: stakes(each.given) };
  });
  return { teams, companies, nodes, leads, cases };
}

const AT = '2026-01-05T08:00:00Z';

/** Puts the world into the database: rows directly, access rows by the function that the services use. */
export async function settled(world: World, random: RandomWorld): Promise<void> {
  const put = (table: string, rows: readonly object[]) =>
    rows.length &&
    world.db.system.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
  const common = { is_demo: false, version: 1, created_at: AT, updated_at: AT };
  for (const team of random.teams) {
    await put('team', [
      {
        ...common,
        id: team.id,
        code: team.code,
        name: team.code,
        kind: team.kind,
        parent_id: team.parentId,
        ends_on: team.ended ? '2020-12-31' : null,
      },
    ]);
  }
  await put(
    'company',
    random.companies.map((each) => ({ ...common, ...each, normalised_name: each.name, source: '测试' })),
  );
  const chainId = randomUUID();
  await put('chain', [{ ...common, id: chainId, code: chainId, name: '链', edition: '1', source: '测试' }]);
  await put(
    'chain_node',
    random.nodes.map((id, i) => ({ id, chain_id: chainId, code: String(i), name: '环节', ordinal: i, depth: 1, is_leaf: true })),
  );
  const facts = (each: Placed) => ({
    ...common,
    id: each.id,
    code: each.id,
    title: each.title,
    stage: each.stage,
    company_id: each.companyId,
    company_description: each.companyDescription,
    intent: '建厂',
    amount_yuan: each.amount < 0 ? null : each.amount,
    chain_node_id: each.nodeId,
    updated_at: each.updatedAt,
  });
  const id = (team: number | null) => (team === null ? null : random.teams[team]!.id);
  await put(
    'lead',
    random.leads.map((each) => ({
      ...facts(each),
      source: 'VISIT',
      owning_team_id: id(each.owner),
      referrer_team_id: id(each.referrer),
    })),
  );
  await put(
    'cases',
    random.cases.map((each) => ({
      ...facts(each),
      stage_since: AT,
      lead_team_id: id(each.lead),
      size_band: sizeBandOf(each.amount < 0 ? null : String(each.amount)),
    })),
  );
  await put(
    'contact',
    [...random.leads, ...random.cases].map((each) => ({
      id: each.contactId,
      guard_kind: 'lead' in each ? 'CASE' : 'LEAD',
      guard_id: each.id,
      name: '王敏',
      created_at: AT,
    })),
  );
  await put(
    'case_share',
    random.cases.flatMap((each) =>
      each.shares.map((share) => ({
        id: share.id,
        case_id: each.id,
        team_id: id(share.team),
        role: share.role,
        level: share.level,
        granted_by_team_id: id(each.lead),
        since: AT,
        until: share.live ? null : AT,
      })),
    ),
  );
  await put(
    'stake',
    [...random.leads, ...random.cases].flatMap((each) =>
      each.given.map(({ team, ground, level }) => ({
        subject_id: each.id,
        team_id: id(team),
        ground,
        kind: 'lead' in each ? 'CASE' : 'LEAD',
        level,
        since: AT,
      })),
    ),
  );
  await put(
    'activity',
    random.cases.flatMap((each) =>
      each.notes.map((note) => ({
        id: note.id,
        case_id: each.id,
        team_id: id(note.team),
        kind: 'NOTE',
        happened_on: '2026-01-05',
        text: '沟通',
        is_private: note.isPrivate,
        created_at: AT,
      })),
    ),
  );
  await grant(world, random);
}

/** Cases are settled twice: with the shares that will be withdrawn, then without, as it happens in life. */
async function grant(world: World, random: RandomWorld): Promise<void> {
  const tx = { sql: world.db.readSystem, now: new Date() };
  const id = (team: number) => random.teams[team]!.id;
  const stakesOf = (given: readonly PlacedStake[]): Stake[] =>
    given.map((each) => ({ teamId: id(each.team), ground: each.ground as Stake['ground'], level: each.level as Level }));
  for (const { id: subjectId, stage, updatedAt, owner, referrer, given } of random.leads) {
    const own = leadStakes({ owningTeamId: id(owner), referrerTeamId: referrer === null ? null : id(referrer) });
    await settleAccess(tx, { kind: 'LEAD', subjectId, stage, updatedAt, stakes: [...own, ...stakesOf(given)] });
  }
  for (const { id: subjectId, stage, updatedAt, shares, given } of random.cases) {
    const live = (some: readonly PlacedShare[]) => [
      ...caseStakes(
        some.map((each) => ({ teamId: id(each.team), role: each.role as ShareRole, grantedLevel: each.level as Level })),
      ),
      ...stakesOf(given),
    ];
    if (shares.some((share) => !share.live))
      await settleAccess(tx, { kind: 'CASE', subjectId, stage, updatedAt, stakes: live(shares) });
    await settleAccess(tx, { kind: 'CASE', subjectId, stage, updatedAt, stakes: live(shares.filter((share) => share.live)) });
  }
}

/** Two companies as a merge leaves them for those who read records that name them. */
export async function mergedInto(world: World, survivor: { id: string }, merged: { id: string }): Promise<void> {
  await world.db.system.query(`update company set merged_into_id = $1 where id = $2`, [survivor.id, merged.id]);
}
