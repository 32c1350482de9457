import { randomUUID } from 'node:crypto';
import { normaliseName } from '../../src/companies/company-name.ts';
import { storedKeys } from '../../src/companies/name-keys.ts';
import { searchTerms } from '../../src/companies/search-terms.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { orgCheckChar, usciCheckChar } from '../../src/kernel/usci.ts';
import type { World } from '../world.ts';

/** A page as it is asked for here. */
export interface PageAnswer<T> {
  nodes: T[];
  totalCount: number;
  pageInfo: { startCursor: string; endCursor: string; hasNextPage: boolean; hasPreviousPage: boolean };
}
export interface Refused {
  userErrors: { code: string; path: string[]; message: string }[];
}

export interface KnownCompany {
  uuid: string;
  id: string;
  name: string;
}

/** A well-formed identifier, another for every number. */
export function usciOf(n: number, division = '510107'): string {
  const body = String(n).padStart(8, '0');
  const first17 = `91${division}${body}${orgCheckChar(body)}`;
  return first17 + usciCheckChar(first17);
}

/** A division the world knows; the same call twice is one division. */
export async function division(world: World, code: string, name = `区划 ${code}`): Promise<string> {
  await world.db.system.query(`insert into division (code, name) values ($1, $2) on conflict do nothing`, [code, name]);
  return code;
}

/** A company with its searchable names, as an import would leave it. */
export async function company(
  world: World,
  name: string,
  facts: Record<string, unknown> = {},
  otherNames: Array<['FORMER' | 'SHORT', string]> = [],
): Promise<KnownCompany> {
  const uuid = randomUUID();
  const at = new Date('2026-01-01T00:00:00Z');
  if (typeof facts.division_code === 'string') await division(world, facts.division_code);
  await world.insert('company', {
    id: uuid,
    name,
    normalised_name: normaliseName(name),
    source: '测试',
    is_demo: false,
    version: 1,
    created_at: at,
    updated_at: at,
    ...facts,
  });
  for (const [kind, each] of [['NAME', name] as const, ...otherNames]) {
    const { pinyin, initials, bigrams } = searchTerms(each);
    await world.insert('company_name', {
      id: randomUUID(),
      company_id: uuid,
      kind,
      name: each,
      normalised: normaliseName(each),
      pinyin,
      initials,
      bigrams,
      keys: storedKeys(each),
    });
  }
  return { uuid, id: globalId('Company', uuid), name };
}
