import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { acceptLead } from '../../src/cases/accept-lead.ts';
import { CaseStage } from '../../src/cases/case.ts';
import { moveCase } from '../../src/cases/move-case.ts';
import { declineLead, screenLead } from '../../src/leads/move-lead.ts';
import { createWorld, type World } from '../world.ts';
import { caseGid, dealWorld, leadGid, type DealWorld } from './deal-world.ts';

let world: World;
let deal: DealWorld;
beforeAll(async () => {
  world = await createWorld();
  deal = await dealWorld(world);
});
afterAll(() => world.close());

const freeze = (table: 'lead' | 'cases', id: string, by: string | null) =>
  world.db.readSystem(`update ${table} set frozen_by_id = $2 where id = $1`, [id, by]);
const FROZEN = { errors: [{ code: 'FROZEN', path: ['input', 'id'], message: expect.stringContaining('仲裁') }] };

describe('a record that a contest freezes', () => {
  test('keeps its stage, whatever move is asked for, and moves again afterwards', async () => {
    const ctx = world.ctx(deal.park);
    const leadId = await deal.lead();
    await freeze('lead', leadId, randomUUID());
    const id = leadGid(leadId);
    await expect(screenLead(ctx, { id, expectedVersion: 1 })).rejects.toMatchObject(FROZEN);
    await expect(declineLead(ctx, { id, expectedVersion: 1, reason: '不符' })).rejects.toMatchObject(FROZEN);
    await expect(acceptLead(ctx, { leadId: id, expectedVersion: 1 })).rejects.toMatchObject({ errors: [{ code: 'FROZEN' }] });
    await freeze('lead', leadId, null);
    const { caseId } = await acceptLead(ctx, { leadId: id, expectedVersion: 1 });
    await freeze('cases', caseId, randomUUID());
    const move = { id: caseGid(caseId), stage: CaseStage.ADMISSION, expectedVersion: 1 };
    await expect(moveCase(ctx, move)).rejects.toMatchObject(FROZEN);
    expect(await world.events(caseId)).toEqual(['CASE_OPENED']);
    await freeze('cases', caseId, null);
    await moveCase(ctx, move);
    expect(await world.events(caseId)).toEqual(['CASE_OPENED', 'CASE_STAGE_MOVED']);
  });
});
