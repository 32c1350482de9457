import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../kernel/page.ts';
import { ChainNode } from './chain.ts';
import { Coverage } from './coverage.ts';
import type { Neighbour } from './find-gaps.ts';

export enum GapKind {
  FILL = 'FILL',
}
registerEnumType(GapKind, {
  name: 'GapKind',
  description: 'What a chain lacks in a territory (缺口类别).',
  valuesConfig: { FILL: { description: 'No company at the node, while a neighbouring node has one (补链).' } },
});

export enum GapRelation {
  SIBLING = 'SIBLING',
  SUPPLIER = 'SUPPLIER',
  CUSTOMER = 'CUSTOMER',
}
registerEnumType(GapRelation, {
  name: 'GapRelation',
  description: 'How a neighbouring node stands to the empty one (邻近关系).',
  valuesConfig: {
    SIBLING: { description: 'Both lie under one node (同级环节).' },
    SUPPLIER: { description: 'The neighbour supplies the empty node (上游供应).' },
    CUSTOMER: { description: 'The neighbour is supplied by the empty node (下游需求).' },
  },
});

@ObjectType({ description: 'A neighbouring node that has companies in the territory (缺口依据).' })
export class GapEvidence {
  @Field(() => GapRelation, { description: 'How the neighbour stands to the empty node (邻近关系).' })
  relation!: Neighbour;

  @Field(() => Int, { description: 'Companies it has in the territory (本地企业数).' })
  companiesHere!: number;

  nodeId!: string;
  teamId!: string;
}

@ObjectType({ description: "What a chain lacks in a team's territory, with its evidence (产业链缺口)." })
export class Gap {
  @Field(() => GapKind, { description: 'Kind of gap (类别).' })
  kind!: GapKind;

  @Field(() => ChainNode, { description: 'The node without a company in the territory (缺口环节).' })
  node!: ChainNode;

  @Field(() => Coverage, { description: 'Companies at the node; unknown ones may be here after all (覆盖情况).' })
  coverage!: Coverage;

  @Field(() => [GapEvidence], {
    description: 'Neighbouring nodes that have companies in the territory, linked ones first (依据).',
  })
  evidence!: GapEvidence[];

  teamId!: string;
}

@ArgsType()
export class GapsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: "Team whose territory is meant; the viewer's when absent (团队)." })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only this chain; all when absent (产业链).' })
  chainId?: string | null;
}
