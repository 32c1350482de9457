import { Arg, Args, Ctx as Context, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Live } from '../kernel/levelled.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/page.ts';
import { Person } from '../teams/person.ts';
import { chiefsOfTeam, teamById, type PersonRow, type TeamRow } from '../teams/team-loaders.ts';
import { Team } from '../teams/team.ts';
import { checkCollision } from './check-collision.ts';
import {
  CheckCollisionPayload,
  CollisionMatch,
  matchRows,
  ProbeQuota,
  type CollisionMatchRow,
  type ProbeQuotaRow,
} from './collision-match.ts';
import { CheckCollisionInput } from './collision.inputs.ts';
import { leadById, loadLead } from './lead.loaders.ts';
import { Lead, type LeadRow } from './lead.ts';
import { listProbes, probeQuota } from './list-probes.ts';
import { ProbeHit, type ProbeHitRow } from './probe-hit.ts';

const ProbeHitConnection = connectionOf(ProbeHit, 'ProbeHit', '被查重记录');

@Resolver(() => CollisionMatch)
export class CollisionMatchResolver {
  @Mutation(() => CheckCollisionPayload, {
    description:
      'Asks who else is at work on an investor (查重). Each check is logged and limited, and holders are told; for government teams.',
  })
  async checkCollision(
    @Arg('input', () => CheckCollisionInput, { description: 'What to do (输入).' }) input: CheckCollisionInput,
    @Context() ctx: Ctx,
  ): Promise<CheckCollisionPayload> {
    const { matches } = await checkCollision(ctx, input);
    return { matches: matchRows(matches), quota: await probeQuota(ctx) };
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that holds it (承接团队).' })
  holdingTeam(@Root() match: CollisionMatchRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, match.teamId);
  }

  @FieldResolver(() => [Person], { description: 'Whom to ask: chiefs of the holding team, by name, at most 5 (联系人员).' })
  askPersons(@Root() match: CollisionMatchRow, @Context() ctx: ReadCtx): Promise<PersonRow[]> {
    return ctx.load(chiefsOfTeam, match.teamId);
  }

  @FieldResolver(() => Boolean, { description: "Whether the viewer's team holds it itself (是否本团队)." })
  isOwn(@Root() match: CollisionMatchRow, @Context() ctx: Ctx): boolean {
    return match.teamId === ctx.viewer.teamId;
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead; null when it may not be seen (线索).' })
  async lead(@Root() match: CollisionMatchRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return match.leadId === null ? null : loadLead(ctx, match.leadId);
  }
}

@Resolver(() => ProbeHit)
export class CollisionProbesResolver {
  @Query(() => ProbeHitConnection, {
    description: "Who asked about the team's leads by collision checks, newest first; refused to partners (被查重记录).",
  })
  collisionProbes(@Args(() => PageArgs) page: PageArgs, @Context() ctx: Ctx): Promise<Page<ProbeHitRow>> {
    return listProbes(ctx, page);
  }

  @Query(() => ProbeQuota, { description: 'What the team has asked and may still ask; refused to partners (查重额度).' })
  probeQuota(@Context() ctx: Ctx): Promise<ProbeQuotaRow> {
    return probeQuota(ctx);
  }

  @FieldResolver(() => Lead, { nullable: true, description: 'The lead that was met; null when it may no longer be seen (线索).' })
  @At(Level.FOLLOW)
  @Live()
  lead(@Root() hit: ProbeHitRow, @Context() ctx: ReadCtx): Promise<LeadRow | null> {
    return ctx.load(leadById, hit.leadId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that asked; null below FOLLOW (查重团队).' })
  @At(Level.FOLLOW)
  @Live()
  askingTeam(@Root() hit: ProbeHitRow, @Context() ctx: ReadCtx): Promise<TeamRow | null> {
    return ctx.load(teamById, hit.askingTeamId);
  }
}
