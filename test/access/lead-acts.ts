import { randomUUID } from 'node:crypto';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { globalId, parseGlobalId } from '../../src/kernel/global-id.ts';
import { TeamKind } from '../../src/kernel/viewer.ts';
import { addLeadContact } from '../../src/leads/add-lead-contact.ts';
import { LeadSource } from '../../src/leads/lead.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
import type { World } from '../world.ts';
import { pick, said, tell, type ActSpec, type Life, type Perform, type RecordAt } from './life.ts';
import { leadRank } from './oracle.ts';
import type { RandomWorld } from './random-world.ts';

type Lead = RandomWorld['leads'][number];

const live = ({ random }: Life, isWanted: (kind: TeamKind) => boolean): number[] =>
  random.teams.flatMap((team, at) => (!team.ended && isWanted(team.kind) ? [at] : []));

/** One of the leads in one of these stages that a team works on, with that team. */
function onLead(life: Life, spec: ActSpec, stages: readonly string[]) {
  const open = life.random.leads.flatMap((lead, at) => (stages.includes(lead.stage) ? [at] : []));
  const at = pick(open, spec.record);
  if (at === undefined) return null;
  const actor = pick(
    life.random.teams.flatMap((_, team) => (leadRank(life.random, team, at) === 3 ? [team] : [])),
    spec.actor,
  );
  if (actor === undefined) return null;
  const lead = life.random.leads[at]!;
  const record: RecordAt = { type: 'Lead', at };
  return { lead, record, actor, id: globalId('Lead', lead.id), expectedVersion: life.versions.get(lead.id)! };
}

const ctxOf = (world: World, life: Life, team: number) => world.ctx(life.random.teams[team]!);

const register: Perform = async (world, life, spec) => {
  const actor = pick(
    live(life, () => true),
    spec.actor,
  )!;
  const isPartner = life.random.teams[actor]!.kind === TeamKind.PARTNER;
  const others = live(life, (kind) => (kind === TeamKind.PARTNER) !== isPartner);
  const other = spec.flag || isPartner ? pick(others, spec.team) : undefined;
  const [owner, referrer] = isPartner ? [other!, actor] : [actor, other ?? null];
  const id = (team: number | null) => (team === null ? null : globalId('Team', life.random.teams[team]!.id));
  const made = await registerLead(ctxOf(world, life, actor), {
    title: '登记项目',
    source: LeadSource.FAIR,
    intent: '建厂',
    companyDescription: '一家企业',
    contacts: [{ name: '赵杰' }],
    owningTeamId: isPartner ? id(owner) : null,
    referrerTeamId: isPartner ? null : id(referrer),
  });
  const lead: Lead = {
    id: parseGlobalId(made.leadId)?.uuid ?? made.leadId,
    title: '登记项目',
    companyId: null,
    companyName: null,
    companyDescription: '一家企业',
    nodeId: null,
    amount: -1,
    updatedAt: new Date(),
    stage: 'NEW',
    contactId: randomUUID(),
    owner,
    referrer,
    given: [],
  };
  life.random.leads.push(lead);
  life.intents.set(lead.id, '建厂');
  life.people.set(lead.id, ['赵杰']);
  const record: RecordAt = { type: 'Lead', at: life.random.leads.length - 1 };
  tell(life, 'LeadRegistered', record, { actor, says: { source: said(2, 'FAIR') } });
};

const updateOfLead: Perform = async (world, life, spec) => {
  const on = onLead(life, spec, ['NEW', 'SCREENING']);
  if (!on) return;
  const { lead, record, actor, id, expectedVersion } = on;
  const change = { title: `${lead.title}新`, intent: `扩产${expectedVersion}` };
  await updateLead(ctxOf(world, life, actor), { id, expectedVersion, ...change });
  lead.title = change.title;
  life.intents.set(lead.id, change.intent);
  tell(life, 'LeadUpdated', record, { actor, says: { changes: said(2, changes(change)) } });
};

/** Names alone: both are free text. In the order in which facts are checked: title, then intent. */
export const changes = (after: Record<'title' | 'intent', string>) =>
  Object.keys(after).map((field) => ({ field, was: null, is: null }));

const moveOfLead: Perform = async (world, life, spec) => {
  const on = onLead(life, spec, ['NEW', 'SCREENING', 'DECLINED']);
  if (!on) return;
  const { lead, record, actor, id, expectedVersion } = on;
  const [ctx, from] = [ctxOf(world, life, actor), lead.stage];
  const declines = from === 'SCREENING' || (from === 'NEW' && spec.flag);
  if (declines && actor !== lead.owner) return; // whoever only works along declines nothing
  if (declines) await declineLead(ctx, { id, expectedVersion, reason: '不合适' });
  else await screenLead(ctx, { id, expectedVersion });
  lead.stage = declines ? 'DECLINED' : 'SCREENING';
  tell(life, declines ? 'LeadDeclined' : 'LeadScreened', record, { actor, says: { from: said(1, from) } });
};

const accept: Perform = async (world, life, spec) => {
  const on = onLead(life, spec, ['NEW', 'SCREENING']);
  if (!on) return;
  const { lead, record, actor, id, expectedVersion } = on;
  if (actor !== lead.owner) return;
  const made = await acceptLead(ctxOf(world, life, actor), { leadId: id, expectedVersion });
  lead.stage = 'ACCEPTED';
  tell(life, 'LeadAccepted', record, { actor });
  const share = (team: number, role: string, level: string) => ({ id: randomUUID(), team, role, level, live: true });
  const shares = [share(lead.owner, 'LEAD', 'WORK')];
  if (lead.referrer !== null) shares.push(share(lead.referrer, 'REFERRER', 'SUMMARY'));
  // Who holds the claim jointly is a partner in the case.
  for (const { team, ground } of lead.given)
    if (ground === 'JOINT_CLAIM' && !shares.some((each) => each.team === team)) shares.push(share(team, 'PARTNER', 'WORK'));
  const caseId = parseGlobalId(made.caseId)?.uuid ?? made.caseId;
  // Who reads the lead because it passed it on, or because both sides agreed, reads the case too.
  const given = lead.given.filter(({ ground }) => ground === 'ORIGIN' || ground === 'DISCLOSURE');
  life.random.cases.push({ ...lead, id: caseId, stage: 'NEGOTIATING', lead: lead.owner, shares, notes: [], given });
  life.intents.set(caseId, life.intents.get(lead.id)!);
  life.people.set(caseId, [...life.people.get(lead.id)!]);
  tell(life, 'CaseOpened', { type: 'Case', at: life.random.cases.length - 1 }, { actor });
};

const personOfLead: Perform = async (world, life, spec) => {
  const on = onLead(life, spec, ['NEW', 'SCREENING', 'ACCEPTED', 'DECLINED']);
  if (!on) return;
  const name = `李${on.expectedVersion}`;
  await addLeadContact(ctxOf(world, life, on.actor), { leadId: on.id, contact: { name } });
  life.people.get(on.lead.id)!.push(name);
  tell(life, 'ContactAdded', on.record, { actor: on.actor, minimum: 3, says: { contact: said(3, name) } });
};

export const leadActs = { register, updateOfLead, moveOfLead, accept, personOfLead } satisfies Record<string, Perform>;
