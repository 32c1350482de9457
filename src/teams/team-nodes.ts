import type { ReadCtx } from '../kernel/context.ts';
import { readTeams } from './team-directory.ts';
import { mayManage, maySeeMembers } from './team-policy.ts';
import { apiClientById, membershipById, personById, teamById } from './team-loaders.ts';
import type { ApiClientRow, MembershipRow, PersonRow, TeamRow } from './team-loaders.ts';

export const loadTeam = (ctx: ReadCtx, id: string): Promise<TeamRow | null> => ctx.load(teamById, id);

/** Names are no secret among those who hold an id. */
export const loadPerson = (ctx: ReadCtx, id: string): Promise<PersonRow | null> => ctx.load(personById, id);

const teamsOf = async (ctx: ReadCtx) => new Map((await readTeams(ctx.read)).map((team) => [team.id, team]));

export const seesMembers = async (ctx: ReadCtx, teamId: string): Promise<boolean> =>
  ctx.viewer !== null && maySeeMembers(ctx.viewer, teamId, await teamsOf(ctx));

export const managesTeam = async (ctx: ReadCtx, teamId: string): Promise<boolean> =>
  ctx.viewer !== null && mayManage(ctx.viewer, teamId, await teamsOf(ctx));

/** One's own memberships, and those of one's team and the teams under it. */
export async function loadMembership(ctx: ReadCtx, id: string): Promise<MembershipRow | null> {
  const row = await ctx.load(membershipById, id);
  if (!row || !ctx.viewer) return null;
  return row.personId === ctx.viewer.personId || (await seesMembers(ctx, row.teamId)) ? row : null;
}

export async function loadApiClient(ctx: ReadCtx, id: string): Promise<ApiClientRow | null> {
  const row = await ctx.load(apiClientById, id);
  return row && (row.id === ctx.viewer?.clientId || (await managesTeam(ctx, row.teamId))) ? row : null;
}
