import { acceptLead } from '../../src/cases/accept-lead.ts';
import { addActivity } from '../../src/cases/add-activity.ts';
import { loadCase } from '../../src/cases/case.loaders.ts';
import { ActivityKind } from '../../src/cases/activity.ts';
import { ShareRole } from '../../src/cases/case-share.ts';
import { shareCase } from '../../src/cases/share-case.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Level } from '../../src/kernel/level.ts';
import type { RegisterLeadInput } from '../../src/leads/lead.inputs.ts';
import { loadLead } from '../../src/leads/lead.loaders.ts';
import { LeadSource } from '../../src/leads/lead.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import type { TestTeam, World } from '../world.ts';

export const leadGid = (uuid: string): string => globalId('Lead', uuid);
export const caseGid = (uuid: string): string => globalId('Case', uuid);
export const teamGid = (team: TestTeam): string => globalId('Team', team.id);

export const leadInput = (more: Partial<RegisterLeadInput> = {}): RegisterLeadInput => ({
  title: '固态电池中试线',
  source: LeadSource.VISIT,
  intent: '建设固态电池中试线，租用厂房 12000 平方米',
  companyDescription: '深圳某电池企业，尚未入库',
  amountYuan: '1200000000',
  industryCode: 'C3841',
  contacts: [{ name: '王敏', phone: '13800000000' }],
  ...more,
});

/** A city with a district and two parks, a department and a partner, and words for what they do. */
export async function dealWorld(world: World) {
  const city = await world.city();
  const district = await world.district(city);
  const other = await world.district(city);
  const park = await world.park(district);
  const neighbour = await world.park(other);
  const partner = await world.partner();

  const lead = async (by: TestTeam = park, more: Partial<RegisterLeadInput> = {}): Promise<string> =>
    (await registerLead(world.ctx(by), leadInput(more))).leadId;
  const opened = async (by: TestTeam = park, more: Partial<RegisterLeadInput> = {}): Promise<string> => {
    const leadId = await lead(by, more);
    return (await acceptLead(world.ctx(by), { leadId: leadGid(leadId), expectedVersion: 1 })).caseId;
  };
  const share = (by: TestTeam, caseId: string, team: TestTeam, level: Level, role: ShareRole = ShareRole.SUPPORT) =>
    shareCase(world.ctx(by), { caseId: caseGid(caseId), teamId: teamGid(team), role, level });
  const note = (by: TestTeam, caseId: string, more: { isPrivate?: boolean; text?: string } = {}) =>
    addActivity(world.ctx(by), {
      caseId: caseGid(caseId),
      kind: ActivityKind.NOTE,
      happenedOn: '2026-01-05',
      text: '首次沟通',
      ...more,
    });
  return {
    city,
    district,
    other,
    park,
    neighbour,
    partner,
    lead,
    opened,
    share,
    note,
    /** The level at which a team sees a case or lead, by reading it; null when it does not exist for the team. */
    seesCase: async (team: TestTeam, id: string): Promise<Level | null> => (await loadCase(world.ctx(team), id))?.level ?? null,
    seesLead: async (team: TestTeam, id: string): Promise<Level | null> => (await loadLead(world.ctx(team), id))?.level ?? null,
  };
}
export type DealWorld = Awaited<ReturnType<typeof dealWorld>>;

/** The codes of a refusal, in the order of its reasons. */
export const refusedWith = async (act: Promise<unknown>): Promise<string[]> => {
  const outcome = await act.then(
    () => [],
    (error: { errors?: Array<{ code: string; path: string[] }> }) => {
      if (!error.errors) throw error;
      return error.errors.map(({ code, path }) => [code, ...path.slice(1)].join(' '));
    },
  );
  return outcome;
};
