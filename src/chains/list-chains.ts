import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { COUNT_CAP, pageRequest, toPage, type Page, type PageArgs } from '../kernel/page.ts';
import { CHAIN_COLUMNS, loadChain, type ChainRow } from './chain-rows.ts';
import type { ChainFilter, ChainKey } from './chain.inputs.ts';

const PURPOSE = 'chains';
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** One page of chains by code and edition. */
export async function listChains(ctx: ReadCtx, args: PageArgs & { filter?: ChainFilter | null }): Promise<Page<ChainRow>> {
  const request = pageRequest(args, ctx.seal, PURPOSE);
  const { name, edition } = args.filter ?? {};
  const params: unknown[] = [name == null ? null : `%${escapeLike(name)}%`, edition ?? null];
  const where = `($1::text is null or h.name like $1) and ($2::text is null or h.edition = $2)`;
  const [direction, beyond] = request.backward ? ['desc', '<'] : ['asc', '>'];
  const after = request.position === null ? '' : `and (h.code, h.edition) ${beyond} ($3::text, $4::text)`;
  const rows = await ctx.read<ChainRow>(
    `select ${CHAIN_COLUMNS} from chain h where ${where} ${after} order by h.code ${direction}, h.edition ${direction} limit ${request.limit + 1}`,
    request.position === null ? params : [...params, ...request.position],
  );
  const total = async () => {
    const sql = `select count(*)::int as n from (select 1 from chain h where ${where} limit ${COUNT_CAP}) x`;
    return (await ctx.read<{ n: number }>(sql, params))[0]?.n ?? 0;
  };
  return toPage(rows, request, (row) => [row.code, row.edition], { seal: ctx.seal, purpose: PURPOSE, asOf: ctx.asOf, total });
}

/** One chain; a code without an edition means the newest edition. */
export async function findChain(ctx: ReadCtx, by: ChainKey): Promise<ChainRow | null> {
  if ((by.id == null) === (by.code == null)) throw fault('BAD_USER_INPUT', '请给出 by.id、by.code 之一');
  if (by.id != null) {
    const id = uuidOf('Chain', by.id);
    return id === null ? null : loadChain(ctx, id);
  }
  const [row] = await ctx.read<ChainRow>(
    `select ${CHAIN_COLUMNS} from chain h where h.code = $1 and ($2::text is null or h.edition = $2) order by h.edition desc limit 1`,
    [by.code, by.edition ?? null],
    'chain_by_code',
  );
  return row ?? null;
}
