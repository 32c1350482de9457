import { accessFacts } from '../access/access-facts.ts';
import { givenStakes } from '../access/given-stakes.ts';
import { levelFor, type Decided, type Stake } from '../access/level.ts';
import type { Ctx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { parseGlobalId, uuidOf } from '../kernel/global-id.ts';
import { Level } from '../kernel/level.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { leadStakes } from '../leads/lead.policy.ts';
import { loadLead } from '../leads/lead.loaders.ts';
import { caseStakes, type LiveShare } from './case.policy.ts';
import { loadCase, ownShareByCase, sharesByCase } from './case.loaders.ts';

export interface Explained extends Decided {
  teamId: string;
}

/**
 * Why a team sees a record: the viewer's own, or any team's for those who work on it and for the city. The answer comes
 * from the same rule that wrote the access rows, over the facts that the viewer may see.
 */
export async function explainAccess(ctx: Ctx, id: string, teamId: string | null): Promise<Explained | null> {
  const found = await stakesOf(ctx, id);
  if (!found) return null;
  const asked = teamId === null ? ctx.viewer.teamId : uuidOf('Team', teamId);
  if (asked !== ctx.viewer.teamId && found.level !== Level.WORK && ctx.viewer.teamKind !== TeamKind.CITY) {
    throw fault('FORBIDDEN', '只有办理团队和市级团队可以查看其他团队的访问依据');
  }
  if (asked === null) return null;
  const facts = await accessFacts(ctx.read, ctx.now(), found.stakes);
  const known =
    facts.teams.has(asked) ||
    asked === ctx.viewer.teamId ||
    (await ctx.read('select 1 from team where id = $1', [asked])).length > 0;
  return known ? { teamId: asked, ...levelFor(asked, facts) } : null;
}

async function stakesOf(ctx: Ctx, id: string): Promise<{ level: Level; stakes: Stake[] } | null> {
  const parsed = parseGlobalId(id);
  if (parsed?.type === 'Lead') {
    const lead = await loadLead(ctx, parsed.uuid);
    return lead && { level: lead.level, stakes: [...leadStakes(lead), ...(await givenStakes(ctx.read, lead.id))] };
  }
  if (parsed?.type !== 'Case') return null;
  const row = await loadCase(ctx, parsed.uuid);
  if (!row) return null;
  const shares: LiveShare[] = await ctx.load(row.level === Level.SUMMARY ? ownShareByCase : sharesByCase, row.id);
  return { level: row.level, stakes: [...caseStakes(shares), ...(await givenStakes(ctx.read, row.id))] };
}
