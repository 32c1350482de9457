import { tidy } from '../../src/app/housekeeping.ts';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { acceptTransfer, declineTransfer, withdrawTransfer } from '../../src/cases/answer-transfer.ts';
import { directTransfer } from '../../src/cases/direct-transfer.ts';
import { offerTransfer } from '../../src/cases/offer-transfer.ts';
import type { OfferTransferInput } from '../../src/cases/transfer.inputs.ts';
import { TransferReason } from '../../src/cases/transfer.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import type { TestTeam, World } from '../world.ts';
import { dealWorld, leadGid, teamGid } from './deal-world.ts';

export const transferGid = (uuid: string): string => globalId('Transfer', uuid);

export interface Passed {
  kind: 'LEAD' | 'CASE';
  id: string;
}
export const gidOf = ({ kind, id }: Passed): string => globalId(kind === 'LEAD' ? 'Lead' : 'Case', id);
const TABLE = { LEAD: 'lead', CASE: 'cases' } as const;
const OWNER = { LEAD: 'owning_team_id', CASE: 'lead_team_id' } as const;

/** The world of deals, and words for passing leads and cases on. */
export async function transferWorld(world: World) {
  const deal = await dealWorld(world);
  const versionOf = async ({ kind, id }: Passed): Promise<number> =>
    (await world.db.readSystem<{ version: number }>(`select version from ${TABLE[kind]} where id = $1`, [id]))[0]!.version;
  return {
    ...deal,
    versionOf,
    make: async (kind: Passed['kind'], by: TestTeam = deal.park): Promise<Passed> => ({
      kind,
      id: await (kind === 'LEAD' ? deal.lead(by) : deal.opened(by)),
    }),
    offer: async (by: TestTeam, what: Passed, to: TestTeam, more: Partial<OfferTransferInput> = {}): Promise<string> =>
      (
        await offerTransfer(world.ctx(by), {
          subjectId: gidOf(what),
          expectedVersion: await versionOf(what),
          toTeamId: teamGid(to),
          reason: TransferReason.INDUSTRY_MISMATCH,
          ...more,
        })
      ).transferId,
    accept: (by: TestTeam, id: string, note: string | null = null) =>
      acceptTransfer(world.ctx(by), { transferId: transferGid(id), note }),
    decline: (by: TestTeam, id: string, note = '本园区暂无合适厂房') =>
      declineTransfer(world.ctx(by), { transferId: transferGid(id), note }),
    withdraw: (by: TestTeam, id: string) => withdrawTransfer(world.ctx(by), { transferId: transferGid(id) }),
    direct: (what: Passed, to: TestTeam, by: TestTeam = deal.city, role: Role = Role.CHIEF) =>
      directTransfer(world.ctx(by, { role }), {
        subjectId: gidOf(what),
        toTeamId: teamGid(to),
        reason: TransferReason.LAYOUT_ADJUSTMENT,
        basis: '市产业布局领导小组会议纪要〔2026〕7 号',
      }),
    takeUp: async (leadId: string, by: TestTeam = deal.park) =>
      acceptLead(world.ctx(by), { leadId: leadGid(leadId), expectedVersion: await versionOf({ kind: 'LEAD', id: leadId }) }),
    tidy: () => tidy({ pool: world.db.system, now: () => world.clock.now() }, { clean: false }),
    sees: (team: TestTeam, { kind, id }: Passed) => (kind === 'LEAD' ? deal.seesLead(team, id) : deal.seesCase(team, id)),
    /** Owner or lead team as its row has it, and who has live LEAD shares. */
    holders: async ({ kind, id }: Passed): Promise<{ owner: string; leads: string[] }> => {
      const [row] = await world.db.readSystem<{ owner: string }>(
        `select ${OWNER[kind]} as owner from ${TABLE[kind]} where id = $1`,
        [id],
      );
      const shares = await world.db.readSystem<{ id: string }>(
        `select team_id as id from case_share where case_id = $1 and role = 'LEAD' and until is null`,
        [id],
      );
      return { owner: row!.owner, leads: shares.map((share) => share.id) };
    },
    stateOf: async (transferId: string) =>
      (await world.db.readSystem<{ state: string }>('select state from transfer where id = $1', [transferId]))[0]!.state,
    lastEvent: async ({ id }: Passed) =>
      (
        await world.db.readSystem<{ kind: string; audience: Record<string, number>; revoked: string[] | null }>(
          `select kind, audience, revoked from event where subject_id = $1 order by id desc limit 1`,
          [id],
        )
      )[0]!,
  };
}
export type TransferWorld = Awaited<ReturnType<typeof transferWorld>>;
