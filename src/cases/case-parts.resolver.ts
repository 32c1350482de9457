import { Ctx as Context, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { Contact, type ContactRow } from '../leads/contact.ts';
import { Person } from '../teams/person.ts';
import { personById, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { Activity, type ActivityRow } from './activity.ts';
import { contactsByActivity } from './case.loaders.ts';
import { CaseShare, type CaseShareRow } from './case-share.ts';

@Resolver(() => CaseShare)
export class CaseShareResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that takes part (参与团队).' })
  @At(Level.FOLLOW)
  @Live()
  team(@Root() share: CaseShareRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, share.teamId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that brought it in (邀请团队).' })
  @At(Level.FOLLOW)
  @Live()
  grantedBy(@Root() share: CaseShareRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, share.grantedByTeamId);
  }
}

@Resolver(() => Activity)
export class ActivityResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team that did it; null below FOLLOW (团队).' })
  @At(Level.FOLLOW)
  @Live()
  team(@Root() activity: ActivityRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, activity.teamId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who wrote it down; null for API clients (记录人).' })
  @At(Level.FOLLOW)
  @Live()
  async author(@Root() activity: ActivityRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return activity.authorId ? ctx.load(personById, activity.authorId) : null;
  }

  @FieldResolver(() => [Contact], {
    nullable: true,
    description: "Who took part on the investor's side; null below WORK (参加的联系人).",
  })
  @At(Level.WORK)
  @Live()
  contacts(@Root() activity: ActivityRow, @Context() ctx: ReadCtx): Promise<ContactRow[]> {
    return ctx.load(contactsByActivity, activity.id);
  }
}
