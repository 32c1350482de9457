import { randomUUID } from 'node:crypto';
import { ActivityKind } from '../../src/cases/activity.ts';
import { addActivity } from '../../src/cases/add-activity.ts';
import { addContact } from '../../src/cases/add-contact.ts';
import type { ShareRole } from '../../src/cases/case-share.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { changeShare } from '../../src/cases/change-share.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { shareCase } from '../../src/cases/share-case.ts';
import { updateCase } from '../../src/cases/update-case.ts';
import { withdrawShare } from '../../src/cases/withdraw-share.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import type { Level } from '../../src/kernel/level.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { changes } from './lead-acts.ts';
import { pick, ranksOf, said, tell, type ActSpec, type Life, type Perform, type RecordAt } from './life.ts';
import { caseRank, supervises } from './oracle.ts';
import type { PlacedShare, RandomWorld } from './random-world.ts';

type Case = RandomWorld['cases'][number];
interface OnCase {
  each: Case;
  record: RecordAt;
  caseId: string;
  expectedVersion: number;
}

function onCase(life: Life, spec: ActSpec): OnCase {
  const at = spec.record % life.random.cases.length;
  const each = life.random.cases[at]!;
  return { each, record: { type: 'Case', at }, caseId: globalId('Case', each.id), expectedVersion: life.versions.get(each.id)! };
}

/** One of the teams for which it holds. */
const actorWho = (life: Life, spec: ActSpec, may: (team: number) => boolean): number | undefined =>
  pick(
    life.random.teams.flatMap((_, team) => (may(team) ? [team] : [])),
    spec.actor,
  );
const worker = (life: Life, spec: ActSpec, { record }: OnCase): number | undefined =>
  actorWho(life, spec, (team) => caseRank(life.random, team, record.at) === 3);
/** Decision 3: only the lead team or its ancestor raises or withdraws. */
const directs = (life: Life, team: number, { each }: OnCase): boolean =>
  !life.random.teams[team]!.ended && (team === each.lead || supervises(life.random, team, each.lead));

const update: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const actor = worker(life, spec, on);
  if (actor === undefined) return;
  const change = { title: `${on.each.title}新`, intent: `扩建${on.expectedVersion}` };
  await updateCase(world.ctx(life.random.teams[actor]!), { id: on.caseId, expectedVersion: on.expectedVersion, ...change });
  on.each.title = change.title;
  life.intents.set(on.each.id, change.intent);
  tell(life, 'CaseUpdated', on.record, { actor, says: { changes: said(2, changes(change)) } });
};

const move: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const from = on.each.stage;
  const roles = from === 'NEGOTIATING' ? ['LEAD', 'PARTNER'] : ['LEAD'];
  const isMover = (team: number) =>
    on.each.shares.some((share) => share.live && share.team === team && roles.includes(share.role));
  const actor = actorWho(life, spec, (team) => caseRank(life.random, team, on.record.at) === 3 && isMover(team));
  if (actor === undefined) return;
  const stage = from === 'NEGOTIATING' ? CaseStage.ADMISSION : CaseStage.NEGOTIATING;
  const input = { id: on.caseId, expectedVersion: on.expectedVersion, stage, reason: '评审意见' };
  await moveCase(world.ctx(life.random.teams[actor]!), input);
  on.each.stage = stage;
  tell(life, 'CaseStageMoved', on.record, { actor, says: { from: said(1, from), to: said(1, stage) } });
};

const shareSays = (life: Life, { team, role, level }: PlacedShare, isLive: boolean) => ({
  team: said(2, globalId('Team', life.random.teams[team]!.id)),
  role: said(2, role),
  grantedLevel: said(2, isLive ? level : null),
});
const levelFor = (life: Life, team: number, { level }: ActSpec): string =>
  life.random.teams[team]!.kind === TeamKind.PARTNER ? 'SUMMARY' : level;

const share: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const actor = worker(life, spec, on);
  const isIn = (team: number) => on.each.shares.some((each) => each.live && each.team === team);
  const free = life.random.teams.flatMap((team, at) => (team.ended || isIn(at) ? [] : [at]));
  const team = pick(free, spec.team);
  if (actor === undefined || team === undefined) return;
  const made: PlacedShare = { id: randomUUID(), team, role: spec.role, level: levelFor(life, team, spec), live: true };
  const given = { role: made.role as ShareRole, level: made.level as Level };
  const teamId = globalId('Team', life.random.teams[team]!.id);
  await shareCase(world.ctx(life.random.teams[actor]!), { caseId: on.caseId, teamId, ...given });
  on.each.shares.push(made);
  tell(life, 'CaseShared', on.record, { actor, says: shareSays(life, made, true) });
};

const ofOthers = (on: OnCase, spec: ActSpec): PlacedShare | undefined =>
  pick(
    on.each.shares.filter((each) => each.live && each.role !== 'LEAD'),
    spec.team,
  );

const change: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const changed = ofOthers(on, spec);
  const actor = actorWho(life, spec, (team) => directs(life, team, on));
  if (actor === undefined || changed === undefined) return;
  const next = { role: spec.flag ? spec.role : changed.role, level: levelFor(life, changed.team, spec) };
  const isSame = next.role === changed.role && next.level === changed.level;
  const before = ranksOf(life, on.record);
  const given = { role: next.role as ShareRole, level: next.level as Level };
  const teamId = globalId('Team', life.random.teams[changed.team]!.id);
  await changeShare(world.ctx(life.random.teams[actor]!), { caseId: on.caseId, teamId, ...given });
  if (isSame) return;
  Object.assign(changed, next);
  tell(life, 'CaseShareChanged', on.record, { actor, before, says: shareSays(life, changed, true) });
};

const withdraw: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const left = ofOthers(on, spec);
  const mayLeave = (team: number) => team === left?.team && caseRank(life.random, team, on.record.at) > 0;
  const actor = actorWho(life, spec, (team) => mayLeave(team) || directs(life, team, on));
  if (actor === undefined || left === undefined) return;
  const before = ranksOf(life, on.record);
  const teamId = globalId('Team', life.random.teams[left.team]!.id);
  await withdrawShare(world.ctx(life.random.teams[actor]!), { caseId: on.caseId, teamId });
  left.live = false;
  tell(life, 'CaseShareWithdrawn', on.record, { actor, before, says: shareSays(life, left, false) });
};

const note: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const actor = worker(life, spec, on);
  if (actor === undefined) return;
  const text = `沟通${on.expectedVersion}`;
  const input = { caseId: on.caseId, kind: ActivityKind.NOTE, happenedOn: '2025-06-01', text, isPrivate: spec.flag };
  await addActivity(world.ctx(life.random.teams[actor]!), input);
  const says = { activity: said(2, { text, isPrivate: spec.flag }) };
  tell(life, 'ActivityAdded', on.record, { actor, minimum: 2, says, ...(spec.flag ? { only: actor } : {}) });
};

const person: Perform = async (world, life, spec) => {
  const on = onCase(life, spec);
  const actor = worker(life, spec, on);
  if (actor === undefined) return;
  const name = `李${on.expectedVersion}`;
  await addContact(world.ctx(life.random.teams[actor]!), { caseId: on.caseId, contact: { name } });
  life.people.get(on.each.id)!.push(name);
  tell(life, 'ContactAdded', on.record, { actor, minimum: 3, says: { contact: said(3, name) } });
};

export const caseActs = { update, move, share, change, withdraw, note, person } satisfies Record<string, Perform>;
