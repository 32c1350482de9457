import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../kernel/page.ts';
import { PlacementStatus } from './chain.ts';
import { Whereabouts } from './territory.ts';

@InputType({ description: 'Which chains; all conditions must hold (产业链筛选).' })
export class ChainFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name (名称).' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Edition of the list (版本批次).' })
  edition?: string | null;
}

@ArgsType()
export class ChainsArgs extends PageArgs {
  @Field(() => ChainFilter, { nullable: true, description: 'Which chains; all when absent (筛选).' })
  filter?: ChainFilter | null;
}

@InputType({ description: 'Key of one chain; give the id or the code (产业链标识).' })
export class ChainKey {
  @Field(() => ID, { nullable: true, description: 'Global id (全局编号).' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Code (编码).' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'Edition that goes with the code; the newest when absent (版本批次).' })
  edition?: string | null;
}

@InputType({ description: 'Which companies of a node (环节企业筛选).' })
export class ChainNodeCompaniesFilter {
  @Field(() => Whereabouts, { nullable: true, description: "Where, seen from the team's territory (所在)." })
  whereabouts?: Whereabouts | null;

  @Field(() => PlacementStatus, { nullable: true, description: 'How sure the placement is (归位状态).' })
  status?: PlacementStatus | null;
}

@ArgsType()
export class ChainNodeCompaniesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: "Team whose territory is meant; the viewer's when absent (团队)." })
  teamId?: string | null;

  @Field(() => ChainNodeCompaniesFilter, { nullable: true, description: 'Which companies; all when absent (筛选).' })
  filter?: ChainNodeCompaniesFilter | null;
}

@InputType({ description: 'A suggested placement that a person confirms (归位确认).' })
export class ConfirmPlacementInput {
  @Field(() => ID, { description: 'The placement (归位).' })
  placementId!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A company that a person places at a node (企业归位).' })
export class PlaceCompanyInput {
  @Field(() => ID, { description: 'The node (环节).' })
  nodeId!: string;

  @Field(() => ID, { description: 'The company (企业).' })
  companyId!: string;

  @Field(() => String, { description: 'What says so (来源).' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A placement that was wrong (撤销归位).' })
export class RemovePlacementInput {
  @Field(() => ID, { description: 'The placement (归位).' })
  placementId!: string;

  @Field(() => String, { nullable: true, description: 'Key under which a repeated call does nothing again (幂等键).' })
  idempotencyKey?: string | null;
}
