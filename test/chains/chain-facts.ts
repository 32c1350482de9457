import { randomUUID } from 'node:crypto';
import { globalId } from '../../src/kernel/global-id.ts';
import { division, type KnownCompany } from '../companies/company-facts.ts';
import type { TestTeam, World } from '../world.ts';

export interface KnownNode {
  uuid: string;
  id: string;
  name: string;
}
export interface KnownChain {
  uuid: string;
  id: string;
  code: string;
}

const AT = new Date('2026-01-01T00:00:00Z');

export async function chain(world: World, code: string, edition = '2026'): Promise<KnownChain> {
  const uuid = randomUUID();
  const row = {
    id: uuid,
    code,
    name: `${code} 产业链`,
    edition,
    source: '测试',
    is_demo: false,
    version: 1,
    created_at: AT,
    updated_at: AT,
  };
  await world.insert('chain', row);
  return { uuid, id: globalId('Chain', uuid), code };
}

/** A node in the order of the calls; `below` says under which. */
export async function node(world: World, of: KnownChain, name: string, below: KnownNode | null = null): Promise<KnownNode> {
  const uuid = randomUUID();
  const [row] = await world.db.readSystem<{ n: number }>('select count(*)::int as n from chain_node where chain_id = $1', [
    of.uuid,
  ]);
  const ordinal = (row?.n ?? 0) + 1;
  await world.insert('chain_node', {
    id: uuid,
    chain_id: of.uuid,
    parent_id: below?.uuid ?? null,
    code: String(ordinal),
    name,
    ordinal,
    depth: below === null ? 1 : 2,
    is_leaf: true,
  });
  return { uuid, id: globalId('ChainNode', uuid), name };
}

export const link = (world: World, supplier: KnownNode, customer: KnownNode): Promise<void> =>
  world.insert('chain_link', { id: randomUUID(), supplier_id: supplier.uuid, customer_id: customer.uuid, source: '测试' });

export async function place(world: World, at: KnownNode, company: KnownCompany, status = 'CONFIRMED'): Promise<string> {
  const id = randomUUID();
  await world.insert('placement', { id, node_id: at.uuid, company_id: company.uuid, status, source: '测试', created_at: AT });
  return globalId('Placement', id);
}

export async function covers(world: World, team: TestTeam, ...codes: string[]): Promise<void> {
  for (const code of codes) {
    await division(world, code);
    await world.insert('team_division', { team_id: team.id, division_code: code });
  }
}
