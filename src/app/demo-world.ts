import { addActivity } from '../cases/add-activity.ts';
import { acceptLead } from '../cases/accept-lead.ts';
import { ActivityKind } from '../cases/activity.ts';
import { CaseStage } from '../cases/case.ts';
import { ShareRole } from '../cases/case-share.ts';
import { moveCase } from '../cases/move-case.ts';
import { shareCase } from '../cases/share-case.ts';
import type { Ctx } from '../kernel/context.ts';
import { globalId } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { createSeal } from '../kernel/sealed.ts';
import { shanghaiDay } from '../kernel/shanghai-day.ts';
import type { Role, TeamKind } from '../kernel/viewer.ts';
import { LeadSource } from '../leads/lead.ts';
import { registerLead } from '../leads/register-lead.ts';
import { chengdu } from '../parks/chengdu.ts';
import { seedPersons, seedTeams } from '../parks/seed-chengdu.ts';
import { requestContext } from './context.ts';
import type { Database } from './database.ts';
import { demoCompanyId, demoNodeId, loadDemoChains } from './demo-chains.ts';

/** Of the demo only: it is printed at every start, and no demo is loaded into a database that has an installation. */
export const DEMO_PASSWORD = 'zhaoshang-demo-2026';

/** One sign-in per role, for the person at the terminal. */
export function demoSignIns(): Array<{ who: string; login: string; password: string }> {
  const teams = new Map([...chengdu().teams, ...chengdu().parks].map((team) => [team.code, team.name]));
  const shown = new Set(['wang.shiju', 'li.gaoxin', 'zhao.dianzi', 'he.fagai', 'zhang.gaoxiao', 'liu.shiju']);
  return chengdu()
    .persons.filter(({ login }) => shown.has(login))
    .map(({ login, team, role }) => ({ who: `${teams.get(team)} · ${role}`, login, password: DEMO_PASSWORD }));
}

interface Plot {
  key: string;
  login: string;
  title: string;
  company: string;
  node: [chain: string, node: string];
  intent: string;
  amountYuan: string;
  /** Absent: it stays a lead. */
  shares?: Array<{ team: string; role: ShareRole; level: Level }>;
  stages?: CaseStage[];
}

/** What the demo tells; intents and amounts are made up, the companies are not asked. */
const PLOTS: Plot[] = [
  {
    key: 'mask',
    login: 'zhao.dianzi',
    title: '掩膜版西南生产基地（示例）',
    company: '688138.SH',
    node: ['DISPLAY', '1.4'],
    intent: '拟建高精度掩膜版产线，为本地面板企业配套',
    amountYuan: '1200000000',
    shares: [
      { team: 'CD-510116', role: ShareRole.PARTNER, level: Level.WORK },
      { team: 'CD-FGW', role: ShareRole.SUPPORT, level: Level.FOLLOW },
    ],
    stages: [CaseStage.ADMISSION],
  },
  {
    key: 'packaging',
    login: 'qian.xingu',
    title: '先进封装测试项目（示例）',
    company: '002156.SZ',
    node: ['IC', '2.3'],
    intent: '拟设西部封测中心，补齐本地封装测试环节',
    amountYuan: '3500000000',
    shares: [
      { team: 'CD-GNQ-01', role: ShareRole.PARTNER, level: Level.FOLLOW },
      { team: 'CD-GZJ', role: ShareRole.SUPPORT, level: Level.SUMMARY },
    ],
  },
  {
    key: 'glass',
    login: 'zhao.dianzi',
    title: '玻璃基板配套（示例）',
    company: '600707.SH',
    node: ['DISPLAY', '1.1'],
    intent: '了解本地面板企业用量，择址意向未定',
    amountYuan: '800000000',
  },
];

/** Loads the demo world through the product's own services; what a killed start left is found and not done twice. */
export async function loadDemoWorld(db: Database, now: () => Date): Promise<void> {
  await seedTeams(db.readSystem, now());
  await seedPersons(db.readSystem, now(), DEMO_PASSWORD);
  await loadDemoChains(db.readSystem, now());
  for (const plot of PLOTS) await play(db, plot, now);
  await db.readSystem(`update lead set is_demo = true where not is_demo`);
  await db.readSystem(`update cases set is_demo = true where not is_demo`);
}

/** A number of its own for each project: one number for all would make all of them collide. */
const demoPhone = (plot: Plot): string => `028-0000${String(1_000 + PLOTS.indexOf(plot))}`;

async function play(db: Database, plot: Plot, now: () => Date): Promise<void> {
  const ctx = await contextOf(db, plot.login, now);
  const { leadId } = await registerLead(ctx, {
    title: plot.title,
    source: LeadSource.CHAIN_ANALYSIS,
    intent: plot.intent,
    companyId: globalId('Company', demoCompanyId(plot.company)),
    chainNodeId: globalId('ChainNode', demoNodeId(...plot.node)),
    amountYuan: plot.amountYuan,
    contacts: [{ name: '示例联系人', title: '投资总监', phone: demoPhone(plot) }],
    idempotencyKey: `demo-lead-${plot.key}`,
  });
  if (!plot.shares) return;
  const lead = { leadId: globalId('Lead', leadId), expectedVersion: 1, idempotencyKey: `demo-accept-${plot.key}` };
  const { caseId } = await acceptLead(ctx, lead);
  const id = globalId('Case', caseId);
  for (const { team, role, level } of plot.shares) {
    const teamId = globalId('Team', await teamIdOf(db, team));
    await shareCase(ctx, { caseId: id, teamId, role, level, idempotencyKey: `demo-share-${plot.key}-${team}` });
  }
  // The same body as before a start was killed, or its keys would be refused: versions count on, the visit keeps its day.
  const [opened] = await db.readSystem<{ at: Date }>(`select created_at as at from cases where id = $1`, [caseId]);
  const happenedOn = shanghaiDay(opened!.at);
  const activity = { caseId: id, kind: ActivityKind.VISIT, happenedOn, text: '上门拜访，介绍园区载体与要素条件' };
  await addActivity(ctx, { ...activity, idempotencyKey: `demo-visit-${plot.key}` });
  const version = 2 + plot.shares.length;
  for (const [i, stage] of (plot.stages ?? []).entries()) {
    await moveCase(ctx, { id, stage, expectedVersion: version + i, idempotencyKey: `demo-stage-${plot.key}-${stage}` });
  }
}

async function teamIdOf(db: Database, code: string): Promise<string> {
  const [row] = await db.readSystem<{ id: string }>(`select id from team where code = $1`, [code]);
  if (!row) throw new Error(`demo world: no team ${code}`);
  return row.id;
}

async function contextOf(db: Database, login: string, now: () => Date): Promise<Ctx> {
  const [row] = await db.readSystem<{ personId: string; teamId: string; kind: TeamKind; role: Role }>(
    `select p.id as "personId", m.team_id as "teamId", t.kind, m.role from person p
     join membership m on m.person_id = p.id and m.is_default join team t on t.id = m.team_id where p.login = $1`,
    [login],
  );
  if (!row) throw new Error(`demo world: no person ${login}`);
  const { personId, teamId, kind, role } = row;
  const viewer = { teamId, teamKind: kind, role, personId, clientId: null, sessionId: null, scopes: [] };
  const deps = { db, seal: createSeal(Buffer.alloc(32)), now, position: () => 0, committed: () => {} };
  return requestContext(deps, viewer, 'demo');
}
