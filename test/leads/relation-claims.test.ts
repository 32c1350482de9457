import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RelationKind } from '../../src/companies/designation.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { addRelation } from '../../src/leads/add-relation.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { mergeCompanies } from '../../src/leads/merge-companies.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { mergeWorld } from '../companies/merge-world.ts';
import { refusedWith } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { claimGid, claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

const relate = (from: string, kind: RelationKind, to: string) =>
  refusedWith(
    addRelation(world.ctx(at.city), { fromId: globalId('Company', from), toId: globalId('Company', to), kind, source: '年报' }),
  );
const companies = (count: number) => Promise.all(Array.from({ length: count }, () => at.company()));

describe('a relation between claimed companies', () => {
  test('is refused where their group would hold two claims of one kind, and done once one of them has ended', async () => {
    const [top, branch] = await companies(2);
    await at.claimed(at.park, top!);
    const { claimId } = await at.claimed(at.neighbour, branch!);
    expect(await relate(top!, RelationKind.PARENT_OF, branch!)).toEqual(['CONFLICT toId']);
    expect(await relate(branch!, RelationKind.BRANCH_OF, top!)).toEqual(['CONFLICT toId']);
    const known = await world.db.readSystem('select 1 from company_relation where $1 in (from_id, to_id)', [top]);
    expect(known).toEqual([]);
    expect(await relate(top!, RelationKind.SUPPLIES, branch!)).toEqual([]);
    await releaseClaim(world.ctx(at.neighbour), { claimId: claimGid(claimId), expectedVersion: 1, reason: '让与' });
    expect(await relate(top!, RelationKind.PARENT_OF, branch!)).toEqual([]);
  });

  test('is refused for claims anywhere in the two groups, and done where they are of two kinds', async () => {
    const [top, sister, middle, leaf] = await companies(4);
    await at.relate(top!, 'PARENT_OF', sister!);
    await at.relate(middle!, 'PARENT_OF', leaf!);
    await at.claimed(at.park, sister!);
    await at.claimed(at.neighbour, leaf!, { intent: ClaimIntent.R_AND_D });
    const { claimId } = await at.claimed(at.neighbour, leaf!);
    expect(await relate(sister!, RelationKind.PARENT_OF, middle!)).toEqual(['CONFLICT toId']);
    await releaseClaim(world.ctx(at.neighbour), { claimId: claimGid(claimId), expectedVersion: 1, reason: '让与' });
    expect(await relate(sister!, RelationKind.PARENT_OF, middle!)).toEqual([]);
    const late = await at.lead(at.neighbour, leaf!);
    expect(await refusedWith(claimLead(world.ctx(at.neighbour), at.filing(late)))).toEqual(['CLAIM_TAKEN leadId']);
  });
});

/** What brings two groups together far above the company whose claim is filed. */
const JOINS = {
  'a relation': async (one: string, other: string) => () => relate(one, RelationKind.PARENT_OF, other),
  'a merge': async (one: string, other: string) => {
    const known = (uuid: string) => ({ uuid, id: globalId('Company', uuid), name: '' });
    const input = await mergeWorld(world).input(known(one), known(other));
    return () => refusedWith(mergeCompanies(world.ctx(at.city, { role: Role.CHIEF }), input));
  },
};

describe.each(Object.entries(JOINS))('%s above a company', (_, join) => {
  test('does not pass between the look of a filing and the claim', async () => {
    const [one, top, middle, leaf] = await companies(4);
    await at.relate(top!, 'PARENT_OF', middle!);
    await at.relate(middle!, 'PARENT_OF', leaf!);
    await at.claimed(at.park, one!);
    const leadId = await at.lead(at.neighbour, leaf!);
    const act = await join(one!, top!);
    const client = await world.db.system.connect();
    await client.query('begin');
    // The filing has looked who holds the investor, and waits for its team's turn.
    await client.query(`select pg_advisory_xact_lock(hashtextextended('zhaoshang.claims ' || $1, 0))`, [at.neighbour.id]);
    const filing = refusedWith(claimLead(world.ctx(at.neighbour), at.filing(leadId)));
    await world.waiting(1);
    const joining = act();
    await world.waiting(2);
    await client.query('rollback');
    client.release();
    expect(await filing).toEqual([]);
    expect(await joining).toEqual([expect.stringMatching(/^CONFLICT (toId|mergedId)$/)]);
  });
});
