import type { ReadCtx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { conditions, type Conditions } from './company-conditions.ts';
import { mustReadCompanies } from './company-policy.ts';
import type { CompanyMatchFilter } from './match.inputs.ts';
import { MATCH_COLUMNS, MATCHES, type MatchRow } from './match-rows.ts';
import { familyOfMember } from './merged.sql.ts';

const PURPOSE = 'companyMatches';

/** Of a company that was merged into another, only what that merge decided is shown: its other pairs wait for the undoing. */
const DECIDABLE = `(x.status = 'MERGED' or (l.merged_into_id is null and r.merged_into_id is null))`;

function matchConditions(filter: CompanyMatchFilter): Conditions {
  const where = conditions();
  where.and(DECIDABLE);
  if (filter.status != null) where.and(`x.status = ${where.bind(filter.status)}`);
  if (filter.level != null) where.and(`x.level = ${where.bind(filter.level)}`);
  if (filter.companyId != null) {
    const id = where.bind(uuidOf('Company', filter.companyId));
    where.and(`(x.left_id = any(${familyOfMember(id, id)}) or x.right_id = any(${familyOfMember(id, id)}))`);
  }
  return where;
}

/** Possible duplicates, the surest first. */
export async function listMatches(
  ctx: ReadCtx,
  args: PageArgs & { filter?: CompanyMatchFilter | null },
): Promise<Page<MatchRow>> {
  mustReadCompanies(ctx.viewer);
  const request = pageRequest(args, ctx.seal, PURPOSE);
  const filter = matchConditions(args.filter ?? {});
  const where = filter.copy();
  const [beyond, way, idWay] = request.backward ? ['>', 'asc', 'desc'] : ['<', 'desc', 'asc'];
  if (request.position !== null) {
    const [strength, id] = [`${where.bind(request.position[0])}::smallint`, `${where.bind(request.position[1])}::uuid`];
    where.and(`(x.strength ${beyond} ${strength} or (x.strength = ${strength} and x.id ${request.backward ? '<' : '>'} ${id}))`);
  }
  const rows = await ctx.read<MatchRow>(
    `select ${MATCH_COLUMNS} from ${MATCHES} where ${where.sql} order by x.strength ${way}, x.id ${idWay} limit ${request.limit + 1}`,
    where.params,
  );
  const total = async () => {
    const sql = `select count(*)::int as n from (select 1 from ${MATCHES} where ${filter.sql} limit ${COUNT_CAP}) x`;
    return (await ctx.read<{ n: number }>(sql, filter.params))[0]?.n ?? 0;
  };
  return toPage(rows, request, (row) => [row.strength, row.id], { seal: ctx.seal, purpose: PURPOSE, asOf: ctx.asOf, total });
}
