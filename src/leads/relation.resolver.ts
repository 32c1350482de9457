import { Arg, Ctx as Context, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { AddRelationInput } from '../companies/company.inputs.ts';
import { loadCompany, type CompanyRow } from '../companies/company-rows.ts';
import { Company } from '../companies/company.ts';
import type { Ctx } from '../kernel/context.ts';
import { UserError } from '../kernel/refusal.ts';
import { addRelation } from './add-relation.ts';

@ObjectType({ description: 'Outcome of addRelation (企业关系登记结果).' })
class AddRelationPayload {
  @Field(() => Company, { nullable: true, description: 'The first company as it is now; null when refused (甲方企业).' })
  company?: CompanyRow | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not (拒绝原因).' })
  userErrors!: UserError[];
}

@Resolver()
export class RelationMutationResolver {
  @Mutation(() => AddRelationPayload, { description: 'Records how one company stands to another (登记企业关系).' })
  async addRelation(
    @Arg('input', () => AddRelationInput, { description: 'The relation (关系).' }) input: AddRelationInput,
    @Context() ctx: Ctx,
  ): Promise<AddRelationPayload> {
    const { companyId } = await addRelation(ctx, input);
    return { company: await loadCompany(ctx, companyId), userErrors: [] };
  }
}
