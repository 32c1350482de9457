import type { ReadCtx } from '../kernel/context.ts';
import { byId, byParent } from '../kernel/loaders.ts';
import type { ContestRow, ContestStatement, Ruling } from './contest.ts';

export const CONTEST_COLUMNS = `c.id, c.code, c.claim_id as "claimId", c.claim_code as "claimCode", c.lead_id as "leadId",
  c.holding_team_id as "holdingTeamId", c.contester_lead_id as "contesterLeadId", c.contester_team_id as "contesterTeamId",
  c.arbiter_team_id as "arbiterTeamId", c.state, c.reason, c.opened_at as "openedAt", c.due_at as "dueAt",
  c.is_estimated as "isEstimated", c.overdue_at as "overdueAt", c.ended_at as "endedAt", c.claim_expires_at as "claimExpiresAt"`;

/** Row-level security says who sees a contest: both sides, their supervisors, the arbiter. */
export const contestById = byId<ContestRow>(`select ${CONTEST_COLUMNS} from contest c where c.id = any($1)`, 'contest_by_id');
export const loadContest = (ctx: ReadCtx, uuid: string): Promise<ContestRow | null> => ctx.load(contestById, uuid);

export const statementsOfContest = byParent<ContestStatement & { parent: string }>(
  `select id, contest_id as parent, team_id as "teamId", text, at from contest_statement where contest_id = any($1) order by at, id`,
  'statements_of_contest',
);

export type RulingRow = Ruling & { parent: string };
export const rulingsOfContest = byParent<RulingRow>(
  `select id, contest_id as parent, outcome, holder_hundredths as "holderHundredths", reason, team_id as "teamId",
     decided_by_id as "decidedById", at from ruling where contest_id = any($1) order by at, id`,
  'rulings_of_contest',
);

/** Contests that a lead is or was in, on either side, newest first. */
export const contestsOfLead = byParent<ContestRow & { parent: string }>(
  `select x.id as parent, ${CONTEST_COLUMNS} from unnest($1::uuid[]) x(id) cross join lateral (
     select * from contest where lead_id = x.id or contester_lead_id = x.id order by opened_at desc, id limit 20) c`,
  'contests_of_lead',
);
