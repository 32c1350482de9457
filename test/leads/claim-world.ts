import { randomUUID } from 'node:crypto';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { EvidenceKind } from '../../src/leads/claim-evidence-kind.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import type { ClaimLeadInput } from '../../src/leads/claim.inputs.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { dealWorld, leadGid } from '../cases/deal-world.ts';
import type { TestTeam, World } from '../world.ts';

export const DAY_MS = 86_400_000;
export const claimGid = (uuid: string): string => globalId('Claim', uuid);

/** A deal world with companies of the registry, and words for claims. The clock stands where it is set. */
export async function claimWorld(world: World) {
  const deal = await dealWorld(world);
  let now = new Date('2026-09-01T02:00:00.000Z');
  world.clock.now = () => now;

  const company = async (name = '星澜新能源股份有限公司'): Promise<string> => {
    const id = randomUUID();
    const stamps = { created_at: now, updated_at: now, version: 1, is_demo: false, source: '测试' };
    await world.insert('company', { id, name, normalised_name: name, foreign_number: id, ...stamps });
    return id;
  };
  const relate = (from: string, kind: 'PARENT_OF' | 'BRANCH_OF', to: string) =>
    world.insert('company_relation', { id: randomUUID(), from_id: from, to_id: to, kind, source: '测试' });
  const lead = (by: TestTeam, companyId: string, more: object = {}) =>
    deal.lead(by, { companyId: globalId('Company', companyId), ...more });
  const evidence = (more: object = {}) => ({
    kind: EvidenceKind.MEETING_MINUTES,
    happenedOn: shanghaiDay(now),
    note: '会谈纪要第 3 号，存本局档案',
    ...more,
  });
  const filing = (leadId: string, more: Partial<ClaimLeadInput> = {}): ClaimLeadInput => ({
    leadId: leadGid(leadId),
    expectedVersion: 1,
    intent: ClaimIntent.NEW_PLANT,
    evidence: [evidence()],
    ...more,
  });
  const claim = async (by: TestTeam, leadId: string, more: Partial<ClaimLeadInput> = {}): Promise<string> =>
    (await claimLead(world.ctx(by), filing(leadId, more))).claimId;
  interface Row {
    team_id: string;
    lead_id: string;
    filed_at: Date;
    expires_at: Date;
    ended_at: Date | null;
    outcome: string | null;
    renewals: number;
    version: number;
  }
  return {
    ...deal,
    /** A lead about a company that is not in the registry. */
    unlisted: deal.lead,
    company,
    relate,
    lead,
    evidence,
    filing,
    claim,
    /** A lead with a claim on it. */
    claimed: async (by: TestTeam, companyId: string, more: Partial<ClaimLeadInput> = {}) => {
      const leadId = await lead(by, companyId);
      return { leadId, claimId: await claim(by, leadId, more) };
    },
    pass: (days: number) => void (now = new Date(now.getTime() + days * DAY_MS)),
    now: () => now,
    row: async (claimId: string): Promise<Row> =>
      (await world.db.readSystem<Row>('select * from claim where id = $1', [claimId]))[0]!,
    setRules: (rules: object) =>
      world.db.system.query(
        `insert into city_rules (version, respond_days, screen_days, feedback_days, report_every_days, amber_percent, protection_days,
           renewal_days, max_renewals, warning_days, cooling_days, claims_per_team, evidence_kinds, probes_per_hour, probes_per_day,
           contest_days, transfer_offer_days, set_at)
         select coalesce((select max(version) from city_rules), 0) + 1, 1, 3, 7, 14, 80, coalesce((x->>'protectionDays')::int, 60),
           coalesce((x->>'renewalDays')::int, 30), coalesce((x->>'maxRenewals')::int, 6), coalesce((x->>'warningDays')::int, 7),
           coalesce((x->>'coolingDays')::int, 30), coalesce((x->>'claimsPerTeam')::int, 50),
           coalesce((select array_agg(k) from jsonb_array_elements_text(x->'evidenceKinds') k), $2::text[]), 60, 300, 5, 5, now()
         from (select $1::jsonb as x) given`,
        [JSON.stringify(rules), Object.values(EvidenceKind)],
      ),
  };
}
export type ClaimWorld = Awaited<ReturnType<typeof claimWorld>>;
