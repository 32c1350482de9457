import type { ReadCtx } from '../kernel/context.ts';
import { byId, byParent } from '../kernel/loaders.ts';
import type { CompanyMerge } from './company-merge.ts';
import { readsCompanies } from './company-policy.ts';
import { familyOf } from './merged.sql.ts';

export type MergeRow = Omit<CompanyMerge, 'before' | 'survivorVersion'> & { mergedName: string; mergedUsci: string | null };

/** The merged row keeps its name; a code that the survivor took over is told by what is kept to restore it. */
const COLUMNS = `x.id, x.survivor_id as "survivorId", x.merged_id as "mergedId", g.name as "mergedName",
  coalesce(g.usci, x.before #>> '{taken,usci}') as "mergedUsci", x.merged_at as "mergedAt", x.merged_by_id as "mergedById",
  x.merged_by_team_id as "mergedByTeamId", x.reason, x.undone_at as "undoneAt", x.undone_by_id as "undoneById",
  x.undone_by_team_id as "undoneByTeamId"`;

const mergeById = byId<MergeRow>(
  `select ${COLUMNS} from company_merge x join company g on g.id = x.merged_id where x.id = any($1::uuid[])`,
  'company_merge_by_id',
);

/** Null where there is none, and for teams that do not read companies. */
export const loadMerge = async (ctx: ReadCtx, id: string): Promise<MergeRow | null> =>
  readsCompanies(ctx.viewer) ? ctx.load(mergeById, id) : null;

/** With those of companies that were merged into it: they are undone once the later merge is. */
export const MERGE_LIMIT = 100;
export const mergesOfCompany = byParent<MergeRow & { parent: string }>(
  `select p.id as parent, r.* from unnest($1::uuid[]) as p(id) cross join lateral (
     select ${COLUMNS} from ${familyOf('p.id')} f join company_merge x on x.survivor_id = f.id join company g on g.id = x.merged_id
     order by x.merged_at desc, x.survivor_version desc limit ${MERGE_LIMIT}) r`,
  'company_merges',
);
