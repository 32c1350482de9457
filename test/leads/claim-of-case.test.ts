import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { updateLead } from '../../src/leads/update-lead.ts';
import { caseGid, leadGid, refusedWith } from '../cases/deal-world.ts';
import { createWorld, type World } from '../world.ts';
import { claimWorld, type ClaimWorld } from './claim-world.ts';

let world: World;
let at: ClaimWorld;
beforeAll(async () => {
  world = await createWorld();
  at = await claimWorld(world);
});
afterAll(() => world.close());

async function opened() {
  const made = await at.claimed(at.park, await at.company());
  const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(made.leadId), expectedVersion: 1 });
  let version = 1;
  const move = (stage: CaseStage, reason?: string) =>
    moveCase(world.ctx(at.park), { id: caseGid(caseId), expectedVersion: version++, stage, reason });
  return { ...made, move };
}

describe('a claim whose lead was accepted', () => {
  test('holds on, and no longer counts against the limit once the case is signed', async () => {
    await at.setRules({ claimsPerTeam: 1 });
    const { claimId, move } = await opened();
    expect((await at.row(claimId)).outcome).toBeNull();
    await move(CaseStage.ADMISSION);
    expect(await refusedWith(at.claimed(at.park, await at.company()))).toEqual(['LIMIT_REACHED leadId']);
    await move(CaseStage.SIGNED);
    await at.claimed(at.park, await at.company());
    await at.setRules({});
  });

  test('is concluded with a case that is lost', async () => {
    const { claimId, move } = await opened();
    await move(CaseStage.LOST, '投资方选择外地');
    expect(await at.row(claimId)).toMatchObject({ outcome: 'CONCLUDED', end_reason: '投资方选择外地' });
    expect(await world.events(claimId)).toEqual(['LEAD_CLAIMED', 'CLAIM_ENDED']);
  });
});

describe('a lead with a claim', () => {
  test('comes to be about no other investor or industry; a sister company will do', async () => {
    const [top, company, sister, other] = [await at.company(), await at.company(), await at.company(), await at.company()];
    await at.relate(top, 'PARENT_OF', company);
    await at.relate(top, 'PARENT_OF', sister);
    const { leadId } = await at.claimed(at.park, company);
    let version = 1;
    const update = (more: object) =>
      refusedWith(updateLead(world.ctx(at.park), { id: leadGid(leadId), expectedVersion: version, ...more }));
    expect(await update({ companyId: globalId('Company', other), industryCode: 'C3973' })).toEqual([
      'CONFLICT companyId',
      'CONFLICT industryCode',
    ]);
    expect(await update({ companyId: null, companyDescription: '某企业' })).toEqual(['CONFLICT companyId']);
    expect(await update({ industryCode: null })).toEqual(['CONFLICT industryCode']);
    expect(await update({ companyId: globalId('Company', sister), industryCode: 'C3849' })).toEqual([]);
    version = 2;
    expect(await update({ title: '改名的项目' })).toEqual([]);
  });
});
