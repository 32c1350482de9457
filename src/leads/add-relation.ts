import { checkRelation, insertRelation, recordRelation } from '../companies/add-relation.ts';
import type { AddRelationInput } from '../companies/company.inputs.ts';
import { RelationKind } from '../companies/designation.ts';
import { authorizeCompanies } from '../companies/register-company.ts';
import type { Ctx } from '../kernel/context.ts';
import { actAsProbe } from './act-as-probe.ts';
import { beginClashLook, refuseClashingGroup } from './claim-clash.ts';

// Here and not in companies/, since claims have a say in what brings two groups together.

const JOINS: readonly RelationKind[] = [RelationKind.PARENT_OF, RelationKind.BRANCH_OF];

/**
 * Records how one company stands to another. Where that brings two groups together, a refusal counts as a collision check.
 * @throws Refusal FORBIDDEN | REQUIRED | INVALID | NOT_FOUND | LIMIT_REACHED
 * @throws Refusal CONFLICT (known, or its group would hold two claims of one kind; FORBIDDEN where the team sees not both)
 */
export async function addRelation(ctx: Ctx, input: AddRelationInput): Promise<{ companyId: string }> {
  authorizeCompanies(ctx);
  const source = checkRelation(input);
  return actAsProbe(ctx, 'addRelation', input, async (tx, look) => {
    const joins = JOINS.includes(input.kind);
    if (joins) await beginClashLook(tx, look, [input.fromId, input.toId], 'toId');
    const related = await insertRelation(tx, input, source);
    if (joins) await refuseClashingGroup(tx, look, input.kind === RelationKind.PARENT_OF ? related.toId : related.fromId);
    recordRelation(tx, related, input.kind);
    return { companyId: related.fromId };
  });
}
