import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { CalendarDate } from '../kernel/scalars.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { Team } from './team.ts';

@InputType({ description: 'A team to be set up under another (团队设立).' })
export class CreateTeamInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => String, {
    description: 'Natural key that nobody has, such as CD-510107; 2 to 30 letters, digits and - (团队代码).',
  })
  code!: string;

  @Field(() => String, { description: 'Name, 1 to 100 characters (名称).' })
  name!: string;

  @Field(() => TeamKind, { description: 'What the team is; a city is made by the set-up command only (类别).' })
  kind!: TeamKind;

  @Field(() => ID, { description: 'Global id of the team it stands under (上级团队编号).' })
  parentId!: string;

  @Field(() => [String], { nullable: true, description: 'Codes of the divisions it covers; null for none (区划代码).' })
  divisionCodes?: string[] | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day; null where it always was (起始日期).' })
  startsOn?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day; null while open (截止日期).' })
  endsOn?: string | null;
}

@InputType({ description: 'Changed facts of a team; absent ones stay (团队更新).' })
export class UpdateTeamInput {
  @Field(() => String, { nullable: true, description: 'Key under which a repeated call answers the same (幂等键).' })
  idempotencyKey?: string | null;

  @Field(() => ID, { description: 'Global id of the team (团队编号).' })
  id!: string;

  @Field(() => Int, { description: 'Version the change was made against (所据版本).' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: 'New name, 1 to 100 characters (名称).' })
  name?: string | null;

  @Field(() => [String], { nullable: true, description: 'Codes of all divisions it covers from now on (区划代码).' })
  divisionCodes?: string[] | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Last day, after which it has no sign-in and no access; a given null opens it again (截止日期).',
  })
  endsOn?: string | null;
}

@ObjectType({ description: 'The team after the change (团队办理结果).' })
export class TeamPayload {
  @Field(() => Team, { nullable: true, description: 'The team; null when refused (团队).' })
  team!: Team | null;

  @Field(() => [UserError], { description: 'Why it was refused; empty on success (拒绝原因).' })
  userErrors!: UserError[];
}
