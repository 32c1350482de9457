import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { Decimal } from '../kernel/scalars.ts';
import { Park } from './park.ts';

@InputType({ description: 'What is known of the park of a park team (产业功能区建档).' })
export class CreateParkInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { description: 'Global id of the park team (园区团队编号).' })
  teamId!: string;

  @Field(() => Int, { description: 'Version of the team the facts are given for (所据团队版本).' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'Name of the park; null for that of the team (名称).' })
  name?: string | null;

  @Field(() => [String], { description: 'Leading industries in the words of the source; at most 20 (主导产业).' })
  leadingIndustries!: string[];

  @Field(() => Decimal, { nullable: true, description: 'Planned area in whole square metres; null when unknown (规划面积).' })
  areaM2?: string | null;

  @Field(() => String, { description: 'Where these facts come from (来源).' })
  source!: string;
}

@InputType({ description: 'Changed facts of a park; absent ones stay (产业功能区更新).' })
export class UpdateParkInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { description: 'Global id of the park (产业功能区编号).' })
  id!: string;

  @Field(() => Int, { description: "Version of the park's team the change was made against (所据团队版本)." })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'New name (名称).' })
  name?: string | null;

  @Field(() => [String], { nullable: true, description: 'All leading industries from now on; at most 20 (主导产业).' })
  leadingIndustries?: string[] | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Planned area in whole square metres; a given null clears it (规划面积).',
  })
  areaM2?: string | null;

  @Field(() => String, { description: 'Where the changed facts come from (来源).' })
  source!: string;
}

@ObjectType({ description: 'The park after the change (产业功能区办理结果).' })
export class ParkPayload {
  @Field(() => Park, { nullable: true, description: 'The park; null when refused (产业功能区).' })
  park!: Park | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}
