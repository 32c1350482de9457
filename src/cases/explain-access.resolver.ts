import { Arg, Ctx as Context, Field, FieldResolver, ID, ObjectType, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import { AccessGround, type Reason } from '../access/level.ts';
import type { Ctx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { Team } from '../teams/team.ts';
import { teamById, type TeamRow } from '../teams/team-loaders.ts';
import { ShareRole } from './case-share.ts';
import { explainAccess, type Explained } from './explain-access.ts';

registerEnumType(AccessGround, {
  name: 'AccessGround',
  description: 'Why a team sees a record (访问依据).',
  valuesConfig: {
    OWNER: { description: 'It owns the lead (承接团队).' },
    SHARE: { description: 'It takes part in the case (参与团队).' },
    REFERRER: { description: 'It brought the lead (推荐方).' },
    SUPERVISION: { description: 'It supervises a team that owns or takes part (上级督导).' },
    DISCLOSURE: { description: 'Both sides of a collision agreed to show each other their record (撞单双方同意披露).' },
    JOINT_CLAIM: { description: 'It holds the claim on the lead jointly (联合首谈).' },
    TRANSFER_OFFER: { description: 'The record is offered to it and waits for its answer (流转待接收).' },
    ORIGIN: { description: 'It passed the record on and keeps reading (流转转出方).' },
    ARBITRATION: { description: 'It decides a contest about the record (仲裁团队).' },
  },
});

@ObjectType({ description: 'One reason why a team sees a record (访问依据).' })
export class AccessReason {
  @Field(() => AccessGround, { description: 'What kind of reason (依据类别).' })
  ground!: AccessGround;

  @Field(() => Level, { description: 'Level this reason gives (给予的级别).' })
  level!: Level;

  @Field(() => ShareRole, { nullable: true, description: 'Role of the share it rests on; null for leads (共享角色).' })
  role!: ShareRole | null;
}

@ObjectType({ description: 'Why a team sees a record at its level (访问说明).' })
export class AccessExplanation {
  @Field(() => Level, { description: 'The level; NONE when the team sees nothing (级别).' })
  level!: Level;

  @Field(() => [AccessReason], { description: 'All reasons, strongest first; empty when the team sees nothing (依据).' })
  reasons!: readonly Reason[];
}

@Resolver(() => AccessExplanation)
export class AccessExplanationResolver {
  @Query(() => AccessExplanation, {
    nullable: true,
    description: 'Why a team sees a lead or case; null when the viewer does not see it (访问说明).',
  })
  accessExplanation(
    @Arg('id', () => ID, { description: 'The lead or case (线索或专案).' }) id: string,
    @Arg('teamId', () => ID, {
      nullable: true,
      description: "Another team, for teams at WORK and for the city; the viewer's when left out (团队).",
    })
    teamId: string | null,
    @Context() ctx: Ctx,
  ): Promise<Explained | null> {
    return explainAccess(ctx, id, teamId ?? null);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team it is about (团队).' })
  team(@Root() explained: Explained, @Context() ctx: Ctx): Promise<TeamRow | null> {
    return ctx.load(teamById, explained.teamId);
  }
}

@Resolver(() => AccessReason)
export class AccessReasonResolver {
  @FieldResolver(() => [Team], { description: 'From the team with the stake up to the team that sees (督导链).' })
  async chain(@Root() reason: Reason, @Context() ctx: Ctx): Promise<TeamRow[]> {
    const teams = await Promise.all(reason.chain.map((id) => ctx.load(teamById, id)));
    return teams.filter((team) => team !== null);
  }
}
