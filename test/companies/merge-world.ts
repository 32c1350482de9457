import { mergeCompanies, unmergeCompanies } from '../../src/leads/merge-companies.ts';
import { globalId, uuidOf } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import type { TestTeam, World } from '../world.ts';
import type { KnownCompany } from './company-facts.ts';

export const DAY_MS = 86_400_000;

/** Words for merging in a world, as the chief of a team unless told. */
export function mergeWorld(world: World) {
  const version = async ({ uuid }: KnownCompany): Promise<number> =>
    (await world.db.readSystem<{ version: number }>('select version from company where id = $1', [uuid]))[0]!.version;
  const input = async (survivor: KnownCompany, merged: KnownCompany) => ({
    survivorId: survivor.id,
    survivorVersion: await version(survivor),
    mergedId: merged.id,
    mergedVersion: await version(merged),
    reason: '更名前后的两条记录',
  });
  const merge = async (by: TestTeam, survivor: KnownCompany, merged: KnownCompany): Promise<string> => {
    const { mergeId } = await mergeCompanies(world.ctx(by, { role: Role.CHIEF }), await input(survivor, merged));
    return globalId('CompanyMerge', mergeId);
  };
  const unmerge = (by: TestTeam, mergeId: string) => unmergeCompanies(world.ctx(by, { role: Role.CHIEF }), { mergeId });
  /** Rows of companies, their names and placements as text; all columns but those that every change moves. */
  const rowsOf = async (...companies: KnownCompany[]): Promise<string[]> => {
    const ids = companies.map(({ uuid }) => uuid);
    const rows = await world.db.readSystem<{ row: string }>(
      `select (to_jsonb(c) - 'version' - 'updated_at')::text as row from company c where id = any($1::uuid[])
       union all select to_jsonb(n)::text from company_name n where company_id = any($1::uuid[])
       union all select to_jsonb(p)::text from placement p where company_id = any($1::uuid[]) order by 1`,
      [ids],
    );
    return rows.map(({ row }) => row);
  };
  /** The world's clock moved on by days since the merge. */
  const later = async (mergeId: string, ms: number): Promise<void> => {
    const [row] = await world.db.readSystem<{ at: Date }>('select merged_at as at from company_merge where id = $1', [
      uuidOf('CompanyMerge', mergeId),
    ]);
    world.clock.now = () => new Date(row!.at.getTime() + ms);
  };
  const today = (): void => {
    world.clock.now = () => new Date();
  };
  return { version, input, merge, unmerge, rowsOf, later, today };
}
