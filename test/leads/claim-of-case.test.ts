import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { updateCase } from '../../src/cases/update-case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { checkCollision } from '../../src/leads/check-collision.ts';
import { claimLead } from '../../src/leads/claim-lead.ts';
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

describe('a case that came of a lead', () => {
  const companyOf = (id: string) => ({ companyId: globalId('Company', id) });
  const found = async (company: string) =>
    (await checkCollision(world.ctx(at.neighbour), companyOf(company))).matches.map(({ teamId }) => teamId);
  const update = (caseId: string, expectedVersion: number, more: object) =>
    refusedWith(updateCase(world.ctx(at.park), { id: caseGid(caseId), expectedVersion, ...more }));

  test('says whom the lead is about: to the collision check and to the filing of its claim', async () => {
    const [named, late] = [await at.company('海沧量子芯片股份有限公司'), await at.company('翔安光刻装备股份有限公司')];
    const leadId = await at.unlisted(at.park);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    const claim = () => refusedWith(claimLead(world.ctx(at.park), at.filing(leadId, { expectedVersion: 2 })));
    await expect(claimLead(world.ctx(at.park), at.filing(leadId, { expectedVersion: 2 }))).rejects.toThrow(/updateCase/);
    expect(await update(caseId, 1, companyOf(named))).toEqual([]);
    expect(await found(named)).toEqual([at.park.id]);
    expect(await update(caseId, 2, companyOf(late))).toEqual([]);
    expect([await found(named), await found(late)]).toEqual([[], [at.park.id]]);
    expect(await claim()).toEqual([]);
    const rival = await at.lead(at.neighbour, late);
    expect(await refusedWith(claimLead(world.ctx(at.neighbour), at.filing(rival)))).toEqual(['CLAIM_TAKEN leadId']);
    await at.claimed(at.neighbour, named);
  });

  test('is matched by its own company, no longer by the one its lead had', async () => {
    const [before, after] = [await at.company('集美膜材料股份有限公司'), await at.company('同安氢能股份有限公司')];
    const leadId = await at.lead(at.park, before);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    expect(await update(caseId, 1, companyOf(after))).toEqual([]);
    expect([await found(before), await found(after)]).toEqual([[], [at.park.id]]);
  });

  test('comes to be about no other investor or industry while its claim holds', async () => {
    const [company, other] = [await at.company(), await at.company()];
    const { leadId } = await at.claimed(at.park, company);
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    expect(await update(caseId, 1, { ...companyOf(other), industryCode: 'C2614' })).toEqual([
      'CONFLICT companyId',
      'CONFLICT industryCode',
    ]);
    expect(await update(caseId, 1, { companyId: null, companyDescription: '某企业' })).toEqual(['CONFLICT companyId']);
    expect(await update(caseId, 1, { title: '改名的项目', industryCode: 'C3849' })).toEqual([]);
  });

  test('takes no claim once it is lost', async () => {
    const leadId = await at.lead(at.park, await at.company());
    const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
    await moveCase(world.ctx(at.park), { id: caseGid(caseId), expectedVersion: 1, stage: CaseStage.LOST, reason: '放弃' });
    const claim = claimLead(world.ctx(at.park), at.filing(leadId, { expectedVersion: 2 }));
    expect(await refusedWith(claim)).toEqual(['ILLEGAL_MOVE leadId']);
  });

  test('has no claim left when it is lost and claimed at once', async () => {
    for (let round = 0; round < 4; round++) {
      const leadId = await at.lead(at.park, await at.company());
      const { caseId } = await acceptLead(world.ctx(at.park), { leadId: leadGid(leadId), expectedVersion: 1 });
      const lose = () =>
        moveCase(world.ctx(at.park), { id: caseGid(caseId), expectedVersion: 1, stage: CaseStage.LOST, reason: '放弃' });
      const claim = () => claimLead(world.ctx(at.park), at.filing(leadId, { expectedVersion: 2 }));
      await world.atOnce('cases', caseId, [() => refusedWith(claim()), () => refusedWith(lose())]);
      const live = await world.db.readSystem('select 1 from claim where lead_id = $1 and ended_at is null', [leadId]);
      expect(live).toEqual([]);
    }
  });
});
