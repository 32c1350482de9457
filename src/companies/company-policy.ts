import { fault } from '../kernel/fault.ts';
import { TeamKind, type Viewer } from '../kernel/viewer.ts';

/** Teams outside government see chains and offers, never the company list or gaps (decision 6). */
export const kindReadsCompanies = (kind: TeamKind): boolean => kind !== TeamKind.PARTNER;

/** A live execution has no viewer: its audience is already narrowed to teams that read companies. */
export const readsCompanies = (viewer: Pick<Viewer, 'teamKind'> | null): boolean =>
  viewer === null || kindReadsCompanies(viewer.teamKind);

/** Lists say so instead of looking empty: a partner's program should not conclude that the city knows no company. */
export function mustReadCompanies(viewer: Pick<Viewer, 'teamKind'> | null): void {
  if (!readsCompanies(viewer)) throw fault('FORBIDDEN', '合作伙伴团队不能查看企业名录与产业链缺口，请联系对接的招商团队');
}
