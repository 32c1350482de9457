import type { ReadCtx, Tx } from '../kernel/context.ts';
import { byId } from '../kernel/loaders.ts';
import { readsCompanies } from './company-policy.ts';
import type { CompanyMatch } from './company-match.ts';

export type MatchRow = CompanyMatch & { leftName: string; rightName: string };

export const MATCH_COLUMNS = `x.id, x.left_id as "leftId", x.right_id as "rightId", l.name as "leftName", r.name as "rightName", x.level,
  x.strength, x.reasons, x.found_at as "foundAt", x.status, x.decided_at as "decidedAt", x.decided_by_id as "decidedById",
  x.decided_by_team_id as "decidedByTeamId", x.note`;
export const MATCHES = `company_match x join company l on l.id = x.left_id join company r on r.id = x.right_id`;

const matchById = byId<MatchRow>(`select ${MATCH_COLUMNS} from ${MATCHES} where x.id = any($1::uuid[])`, 'company_match_by_id');

/** Null where there is none, and for teams that do not read companies. */
export const loadMatch = async (ctx: ReadCtx, id: string): Promise<MatchRow | null> =>
  readsCompanies(ctx.viewer) ? ctx.load(matchById, id) : null;

/** What a merge decides on the way: the pair, where a scan has found it. */
export const closeMatch = (tx: Tx, one: string, other: string): Promise<unknown> =>
  tx.sql(
    `update company_match set status = 'MERGED', decided_at = $3, decided_by_id = $4, decided_by_team_id = $5, note = null
     where (left_id, right_id) in (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
    [one, other, tx.now, tx.viewer.personId, tx.viewer.teamId],
  );

/** The merge is undone: somebody has to look again. */
export const reopenMatch = (tx: Tx, one: string, other: string): Promise<unknown> =>
  tx.sql(
    `update company_match set status = 'OPEN', decided_at = null, decided_by_id = null, decided_by_team_id = null
     where status = 'MERGED' and (left_id, right_id) in (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
    [one, other],
  );
