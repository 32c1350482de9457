import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { globalId } from '../../src/kernel/global-id.ts';
import { Role } from '../../src/kernel/viewer.ts';
import { ClaimIntent } from '../../src/leads/claim-intent.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
import { mergeCompanies } from '../../src/leads/merge-companies.ts';
import { contestClaim } from '../../src/cases/contest-claim.ts';
import { releaseClaim } from '../../src/leads/release-claim.ts';
import { mergeWorld } from '../companies/merge-world.ts';
import { leadGid, refusedWith } from '../cases/deal-world.ts';
import { createWorld, type TestTeam, type World } from '../world.ts';
import { claimGid, claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
let words: ReturnType<typeof mergeWorld>;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
  words = mergeWorld(world);
});
afterAll(() => world.close());

const known = (uuid: string) => ({ uuid, id: globalId('Company', uuid), name: '' });
const merging = async (survivor: string, merged: string) => {
  const input = await words.input(known(survivor), known(merged));
  return () => mergeCompanies(world.ctx(at.city, { role: Role.CHIEF }), input);
};
const refused = async (survivor: string, merged: string) => refusedWith((await merging(survivor, merged))());
const claim = (by: TestTeam, leadId: string) => refusedWith(claimLead(world.ctx(by), at.filing(leadId)));

describe('a merge of claimed companies', () => {
  test('is refused where both hold a claim of one kind, and done once one of them has ended', async () => {
    const [one, other] = [await at.company(), await at.company()];
    await at.claimed(at.park, one);
    const { claimId } = await at.claimed(at.neighbour, other);
    expect(await refused(one, other)).toEqual(['CONFLICT mergedId']);
    await releaseClaim(world.ctx(at.neighbour), { claimId: claimGid(claimId), expectedVersion: 1, reason: '让与' });
    expect(await refused(one, other)).toEqual([]);
  });

  test('is done where the claims are of two kinds or one has lapsed', async () => {
    const [one, other] = [await at.company(), await at.company()];
    await at.claimed(at.park, one);
    await at.claimed(at.neighbour, other, { intent: ClaimIntent.R_AND_D });
    expect(await refused(one, other)).toEqual([]);
    const [early, late] = [await at.company(), await at.company()];
    await at.claimed(at.park, early);
    at.pass(61);
    await at.claimed(at.neighbour, late);
    expect(await refused(early, late)).toEqual([]);
  });

  test('is refused where it would bring a claim into a group that has one', async () => {
    const [top, daughter, one, other] = [await at.company(), await at.company(), await at.company(), await at.company()];
    await at.relate(top, 'PARENT_OF', daughter);
    await at.relate(top, 'PARENT_OF', one);
    await at.claimed(at.park, daughter);
    await at.claimed(at.neighbour, other);
    expect(await refused(other, one)).toEqual(['CONFLICT mergedId']);
  });

  test('lets both records be claimed as one investor, and as two when it is undone', async () => {
    const [one, other, daughter] = [await at.company(), await at.company(), await at.company()];
    await at.relate(other, 'PARENT_OF', daughter);
    const { leadId } = await at.claimed(at.park, other);
    const mergeId = await words.merge(at.city, known(one), known(other));
    const [ofOne, ofDaughter] = [await at.lead(at.neighbour, one), await at.lead(at.neighbour, daughter)];
    expect(await claim(at.neighbour, ofOne)).toEqual(['CLAIM_TAKEN leadId']);
    expect(await claim(at.neighbour, ofDaughter)).toEqual(['CLAIM_TAKEN leadId']);
    expect(await claim(at.park, leadId)).toEqual(['CLAIM_TAKEN leadId']);
    await words.unmerge(at.city, mergeId);
    expect(await claim(at.neighbour, ofDaughter)).toEqual(['CLAIM_TAKEN leadId']);
    expect(await claim(at.neighbour, ofOne)).toEqual([]);
  });

  test('leaves each what was claimed of it meanwhile when it is undone, and nothing of the other', async () => {
    const [one, other, daughter] = [await at.company(), await at.company(), await at.company()];
    await at.relate(other, 'PARENT_OF', daughter);
    const ofDaughter = await at.lead(at.park, daughter);
    const mergeId = await words.merge(at.city, known(one), known(other));
    expect(await claim(at.park, ofDaughter)).toEqual([]);
    const [ofOne, ofOther] = [await at.lead(at.neighbour, one), await at.lead(at.neighbour, other)];
    expect(await claim(at.neighbour, ofOne)).toEqual(['CLAIM_TAKEN leadId']);
    await words.unmerge(at.city, mergeId);
    expect(await claim(at.neighbour, await at.lead(at.neighbour, other))).toEqual(['CLAIM_TAKEN leadId']);
    expect(await claim(at.neighbour, ofOne)).toEqual([]);
    expect(await claim(at.neighbour, ofOther)).toEqual(['CLAIM_TAKEN leadId']); // registered when both were one: it stays with one
  });

  test('takes the group above the merged company over, and holds what was claimed before', async () => {
    const [top, one, other] = [await at.company(), await at.company(), await at.company()];
    await at.relate(top, 'PARENT_OF', other);
    await at.claimed(at.park, one);
    await words.merge(at.city, known(one), known(other));
    expect(await claim(at.neighbour, await at.lead(at.neighbour, other))).toEqual(['CLAIM_TAKEN leadId']);
  });

  test('puts the survivor into the group of the merged company: what its sister has claimed is taken', async () => {
    const [top, sister, one, other] = [await at.company(), await at.company(), await at.company(), await at.company()];
    await at.relate(top, 'PARENT_OF', sister);
    await at.relate(top, 'PARENT_OF', other);
    await at.claimed(at.park, sister);
    const mergeId = await words.merge(at.city, known(one), known(other));
    const leadId = await at.lead(at.neighbour, one);
    expect(await claim(at.neighbour, leadId)).toEqual(['CLAIM_TAKEN leadId']);
    await words.unmerge(at.city, mergeId);
    expect(await claim(at.neighbour, leadId)).toEqual([]);
  });

  test('lets what was claimed on either record be contested, and keeps a team that let it lapse waiting', async () => {
    const [one, other] = [await at.company(), await at.company()];
    await at.claimed(at.park, other);
    const leadId = await at.lead(at.neighbour, one);
    const contest = () =>
      refusedWith(
        contestClaim(world.ctx(at.neighbour), {
          leadId: leadGid(leadId),
          intent: ClaimIntent.NEW_PLANT,
          reason: '先到访',
        }),
      );
    expect(await contest()).toEqual(['NOT_FOUND intent']);
    await words.merge(at.city, known(one), known(other));
    expect(await contest()).toEqual([]);
    at.pass(61);
    expect(await claim(at.park, await at.lead(at.park, one))).toEqual(['LIMIT_REACHED leadId']);
  });

  test('at once with a filing makes no second claim', async () => {
    for (let round = 0; round < 3; round++) {
      const [one, other] = [await at.company(), await at.company()];
      await at.claimed(at.park, one);
      const leadId = await at.lead(at.neighbour, other);
      const merge = await merging(one, other);
      const settled = await world.atOnce('company', other, [() => refusedWith(merge()), () => claim(at.neighbour, leadId)]);
      const outcomes = settled.map((each) => (each.status === 'fulfilled' ? each.value : [String(each.reason)]));
      expect([
        [[], ['CLAIM_TAKEN leadId']],
        [['CONFLICT mergedId'], []],
      ]).toContainEqual(outcomes);
    }
  });
});
