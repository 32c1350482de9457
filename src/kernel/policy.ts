import { refuse } from './refusal.ts';
import { Role, type Scope, type Viewer } from './viewer.ts';

/** A reader writes nothing; an API client writes what its scopes name. */
export const mayWrite = (viewer: Viewer, scope: Scope): boolean =>
  viewer.role !== Role.READER && (viewer.clientId === null || viewer.scopes.includes(scope));

/** Refuses the act of one who may not write at all, before any record is looked at. */
export function authorizeWrite(viewer: Viewer, scope: Scope): void {
  if (viewer.clientId !== null && !viewer.scopes.includes(scope))
    throw refuse('FORBIDDEN', `接口客户端缺少 ${scope} 权限，请联系管理员开通`);
  if (!mayWrite(viewer, scope)) throw refuse('FORBIDDEN', '只读角色不能办理，请由专员或负责人操作');
}

/** Refuses an act on a record the team sees but may not treat so. */
export function authorize(allowed: boolean, message: string, ...path: string[]): void {
  if (!allowed) throw refuse('FORBIDDEN', message, ...path);
}
