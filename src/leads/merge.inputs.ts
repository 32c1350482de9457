import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'Two records of one company to make one (企业合并).' })
export class MergeCompaniesInput {
  @Field(() => ID, { description: 'The company that stays and answers for both (保留企业).' })
  survivorId!: string;

  @Field(() => Int, { description: 'Version of the survivor that the preview showed (保留企业版本).' })
  survivorVersion!: number;

  @Field(() => ID, { description: 'The company that is merged into it (被合并企业).' })
  mergedId!: string;

  @Field(() => Int, { description: 'Version of the merged company that the preview showed (被合并企业版本).' })
  mergedVersion!: number;

  @Field(() => String, { description: 'Why they are one company, at most 500 characters (合并理由).' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A merge to undo (撤销企业合并).' })
export class UnmergeCompaniesInput {
  @Field(() => ID, { description: 'The merge, at most 30 days old (合并记录).' })
  mergeId!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}
