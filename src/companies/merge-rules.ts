import { ErrorCode, type UserError } from '../kernel/refusal.ts';
import { checkUsci } from '../kernel/usci.ts';
import { Role, TeamKind, type Viewer } from '../kernel/viewer.ts';
import type { Warning } from './company-input.ts';
import type { MergePair, MergeRow } from './merge-pair.ts';

/** A merge touches what all teams read: a chief decides on it, or the city's team, which keeps the registry. */
export const mayMerge = ({ role, teamKind }: Pick<Viewer, 'role' | 'teamKind'>): boolean =>
  role === Role.CHIEF || teamKind === TeamKind.CITY;
export const MAY_NOT_MERGE = '合并企业须由团队负责人或市级团队办理，请联系本团队负责人';

const valid = (rows: readonly MergeRow[]): Set<string> =>
  new Set(rows.flatMap(({ usci }) => (usci !== null && checkUsci(usci).verdict === 'OK' ? [usci] : [])));

/** Codes of two legal entities, one from either side; null when both sides can be one. */
function twoEntities({ survivor, merged, followers }: MergePair): [string, string] | null {
  const side = ({ id }: MergeRow, row: MergeRow) => row.id === id || row.mergedIntoId === id;
  const sideOf = (of: MergeRow) => valid([survivor, merged, ...followers].filter((row) => side(of, row)));
  const [one, other] = [sideOf(survivor), sideOf(merged)];
  for (const left of one) for (const right of other) if (left !== right) return [left, right];
  return null;
}

/** All that stands in the way of a merge. */
export function mergeRefusals(pair: MergePair): UserError[] {
  const { survivor, merged } = pair;
  const refusals: UserError[] = [];
  const add = (code: ErrorCode, field: string, message: string) => void refusals.push({ code, path: ['input', field], message });
  if (survivor.id === merged.id) add(ErrorCode.INVALID, 'mergedId', '不能把企业并入自己，请选择另一家企业');
  for (const [field, { name, mergedInto }] of [
    ['survivorId', survivor],
    ['mergedId', merged],
  ] as const) {
    if (mergedInto !== null)
      add(ErrorCode.CONFLICT, field, `「${name}」已并入「${mergedInto}」，请改选「${mergedInto}」，或先撤销那次合并`);
  }
  if (survivor.isDemo !== merged.isDemo) add(ErrorCode.INVALID, 'mergedId', '演示企业不能与真实企业合并，请选择同类企业');
  const codes = twoEntities(pair);
  if (codes !== null && survivor.id !== merged.id) {
    const [left, right] = codes;
    add(
      ErrorCode.INVALID,
      'mergedId',
      `统一社会信用代码 ${left} 与 ${right} 都校验通过且不相同，是两个法人，不能合并；母子公司或分支机构请用 addRelation 登记关系`,
    );
  }
  return refusals;
}

const KEPT = { usci: '统一社会信用代码', listing_code: '证券代码', foreign_number: '境外注册号' } as const;

/** What to look at before merging: codes of a kind that both bear, each of which then leads to the survivor. */
export function mergeWarnings({ survivor, merged }: MergePair): Warning[] {
  return (['usci', 'listing_code', 'foreign_number'] as const)
    .filter((column) => survivor[column] !== null && merged[column] !== null)
    .map((column) => ({
      code: 'TWO_CODES',
      path: ['input', 'mergedId'],
      message: `两家企业的${KEPT[column]}不同：${survivor[column]} 与 ${merged[column]}；合并后企业显示前者，两个代码都能查到，请核对是否同一家`,
    }));
}
