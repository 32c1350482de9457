import { randomUUID } from 'node:crypto';
import { saveName } from '../../src/companies/save-names.ts';
import { normaliseName } from '../../src/companies/company-name.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { orgCheckChar, usciCheckChar } from '../../src/kernel/usci.ts';
import type { Viewer } from '../../src/kernel/viewer.ts';
import { checkCollision } from '../../src/leads/check-collision.ts';
import type { CheckCollisionInput } from '../../src/leads/collision.inputs.ts';
import type { RegisterLeadInput } from '../../src/leads/lead.inputs.ts';
import { registerLead } from '../../src/leads/register-lead.ts';
import { dealWorld, leadInput } from '../cases/deal-world.ts';
import type { TestTeam, World } from '../world.ts';

/** A code both of whose check characters fit. */
export const usciOf = (n: number): string => {
  const body = `MA${String(n).padStart(6, '0')}`;
  const first17 = `91510100${body}${orgCheckChar(body)}`;
  return first17 + usciCheckChar(first17);
};

export const companyGid = (uuid: string): string => globalId('Company', uuid);

/** Two districts with a park each, companies, and words for who asks and registers. */
export async function collisionWorld(world: World) {
  const deal = await dealWorld(world);
  const company = async (name: string, more: { usci?: string; former?: string[] } = {}): Promise<string> => {
    const id = randomUUID();
    await world.insert('company', {
      id,
      name,
      normalised_name: normaliseName(name),
      usci: more.usci ?? null,
      listing_code: more.usci ? null : `T${id}`,
      source: 'test',
      is_demo: false,
      version: 1,
      created_at: new Date(),
      updated_at: new Date(),
    });
    await world.ctx(deal.city).act('test', {}, async (tx) => {
      await saveName(tx, id, 'NAME', name);
      for (const former of more.former ?? []) await saveName(tx, id, 'FORMER', former);
      return {};
    });
    return id;
  };
  /** A lead that nothing but what is given can tie to another. */
  const lead = async (by: TestTeam, more: Partial<RegisterLeadInput> = {}): Promise<string> => {
    const input = leadInput({ companyDescription: more.companyId ? null : '某企业', contacts: [], ...more });
    return (await registerLead(world.ctx(by), input)).leadId;
  };
  const ask = (by: TestTeam, input: CheckCollisionInput, more: Partial<Viewer> = {}) =>
    checkCollision(world.ctx(by, more), input);
  const rules = async (more: Record<string, number>): Promise<void> => {
    await world.db.readSystem(
      `insert into city_rules select coalesce(max(version), 0) + 1, 1, 3, 7, 14, 80, 60, 30, 6, 7, 30, 50,
      array['VISIT_RECORD'], $1, $2, 5, 5, 'test', null, now() from city_rules`,
      [more.perHour ?? 60, more.perDay ?? 300],
    );
  };
  return { ...deal, company, lead, ask, rules };
}
export type CollisionWorld = Awaited<ReturnType<typeof collisionWorld>>;
