import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { globalId, uuidOf } from '../kernel/global-id.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { companyGiven } from '../companies/company-given.ts';
import { textOf } from '../companies/company-input.ts';
import { authorizeCompanies } from '../companies/register-company.ts';
import type { ConfirmPlacementInput, PlaceCompanyInput, RemovePlacementInput } from './chain.inputs.ts';
import { PlacementStatus } from './chain.ts';

interface Known {
  id: string;
  nodeId: string;
  companyId: string;
  status: PlacementStatus;
}

function record(
  tx: Tx,
  kind: 'PLACEMENT_CONFIRMED' | 'PLACEMENT_REMOVED',
  placement: { id: string; nodeId: string; companyId: string },
): void {
  tx.record({
    kind,
    subject: { type: 'Placement', id: placement.id },
    payload: { placementId: placement.id, nodeId: placement.nodeId, companyId: placement.companyId },
  });
}

async function lockPlacement(tx: Tx, placementId: string): Promise<Known> {
  const id = uuidOf('Placement', placementId);
  const sql = `select id, node_id as "nodeId", company_id as "companyId", status from placement where id = $1 for update`;
  const [known] = id === null ? [] : await tx.sql<Known>(sql, [id]);
  if (!known) throw refuse('NOT_FOUND', '该归位不存在或已撤销，请刷新环节', 'input', 'placementId');
  return known;
}

async function confirm(tx: Tx, known: Known): Promise<void> {
  if (known.status === PlacementStatus.CONFIRMED) return;
  await tx.sql(`update placement set status = 'CONFIRMED' where id = $1`, [known.id]);
  record(tx, 'PLACEMENT_CONFIRMED', known);
}

/** Confirming what is confirmed changes nothing and records nothing. */
export async function confirmPlacement(ctx: Ctx, input: ConfirmPlacementInput): Promise<{ placementId: string }> {
  authorizeCompanies(ctx);
  return ctx.act('confirmPlacement', input, async (tx) => {
    const known = await lockPlacement(tx, input.placementId);
    await confirm(tx, known);
    return { placementId: known.id };
  });
}

async function checkTargets(tx: Tx, input: PlaceCompanyInput): Promise<{ nodeId: string; companyId: string; source: string }> {
  const refusals = new Refusals();
  const nodeId = uuidOf('ChainNode', input.nodeId);
  const companyId = uuidOf('Company', input.companyId);
  const source = textOf(input.source);
  const node = await tx.sql(`select 1 from chain_node where id = $1`, [nodeId]);
  const company = companyId && (await companyGiven(tx, companyId));
  if (node.length === 0) refusals.add('NOT_FOUND', '环节不存在，请检查编号', 'input', 'nodeId');
  if (!company) refusals.add('NOT_FOUND', '企业不存在，请检查编号', 'input', 'companyId');
  if (source === null) refusals.add('REQUIRED', '请写明依据，如 企业官网产品页', 'input', 'source');
  refusals.throwIfAny();
  return { nodeId: nodeId!, companyId: company!, source: source! };
}

/** A person places a company: that is a confirmed placement, also where a file had only suggested it. */
export async function placeCompany(ctx: Ctx, input: PlaceCompanyInput): Promise<{ placementId: string }> {
  authorizeCompanies(ctx);
  return ctx.act('placeCompany', input, async (tx) => {
    const { nodeId, companyId, source } = await checkTargets(tx, input);
    const id = randomUUID();
    const added = await tx.sql(
      `insert into placement (id, node_id, company_id, status, source, created_at) values ($1, $2, $3, 'CONFIRMED', $4, $5)
       on conflict (node_id, company_id) do nothing returning id`,
      [id, nodeId, companyId, source, tx.now],
    );
    if (added.length > 0) {
      record(tx, 'PLACEMENT_CONFIRMED', { id, nodeId, companyId });
      return { placementId: id };
    }
    const [known] = await tx.sql<{ id: string }>(`select id from placement where node_id = $1 and company_id = $2`, [
      nodeId,
      companyId,
    ]);
    if (!known) throw refuse('CONFLICT', '该归位刚被撤销，请重试', 'input', 'companyId');
    await confirm(tx, await lockPlacement(tx, globalId('Placement', known.id)));
    return { placementId: known.id };
  });
}

export async function removePlacement(ctx: Ctx, input: RemovePlacementInput): Promise<{ nodeId: string }> {
  authorizeCompanies(ctx);
  return ctx.act('removePlacement', input, async (tx) => {
    const known = await lockPlacement(tx, input.placementId);
    await tx.sql(`delete from placement where id = $1`, [known.id]);
    record(tx, 'PLACEMENT_REMOVED', known);
    return { nodeId: known.nodeId };
  });
}
