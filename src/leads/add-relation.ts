import { insertRelation, checkRelation } from '../companies/add-relation.ts';
import type { AddRelationInput } from '../companies/company.inputs.ts';
import { RelationKind } from '../companies/designation.ts';
import { authorizeCompanies } from '../companies/register-company.ts';
import type { Ctx } from '../kernel/context.ts';
import { refuseClashingGroup } from './claim-clash.ts';

// Here and not in companies/, since claims have a say in what brings two groups together.

/**
 * Records how one company stands to another.
 * @throws Refusal FORBIDDEN | REQUIRED | INVALID | NOT_FOUND | CONFLICT (known, or its group would hold two claims of one kind)
 */
export async function addRelation(ctx: Ctx, input: AddRelationInput): Promise<{ companyId: string }> {
  authorizeCompanies(ctx);
  const source = checkRelation(input);
  return ctx.act('addRelation', input, async (tx) => {
    const { fromId, toId } = await insertRelation(tx, input, source);
    if (input.kind === RelationKind.PARENT_OF) await refuseClashingGroup(tx, toId);
    if (input.kind === RelationKind.BRANCH_OF) await refuseClashingGroup(tx, fromId);
    return { companyId: fromId };
  });
}
