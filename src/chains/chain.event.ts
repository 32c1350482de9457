import { Ctx as Context, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { loadCompany } from '../companies/company-rows.ts';
import { Company } from '../companies/company.ts';
import { Event, type EventSource } from '../events/event.ts';
import type { ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { Chain, ChainNode } from './chain.ts';
import { loadChain, loadChainNode } from './chain-rows.ts';

@Levelled()
@ObjectType({ implements: Event, description: 'Chains were imported (产业链导入).' })
export class ChainsImported extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A company was confirmed at a chain node (环节归位确认).' })
export class PlacementConfirmed extends Event {}

@Levelled()
@ObjectType({ implements: Event, description: 'A company was taken from a chain node (环节归位撤销).' })
export class PlacementRemoved extends Event {}

@Resolver(() => ChainsImported)
export class ChainsImportedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Chain, { nullable: true, description: 'The chain as it is now; null when it no longer exists (产业链).' })
  chain(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadChain(ctx, event.subjectId);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Placements suggested by matching names, products and scopes (新增归位建议数).' })
  suggested(@Root() event: EventSource): number {
    return Number(event.payload.suggested ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Records added by the batch (新增数).' })
  added(@Root() event: EventSource): number {
    return Number(event.payload.added ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Int, { description: 'Records changed by the batch (更新数).' })
  updated(@Root() event: EventSource): number {
    return Number(event.payload.updated ?? 0);
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the imported file or folder; null when not recorded (文件名).',
  })
  file(@Root() event: EventSource): string | null {
    return event.payload.file == null ? null : String(event.payload.file);
  }
}

@Resolver(() => PlacementConfirmed)
export class PlacementConfirmedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => ChainNode, { nullable: true, description: 'The node; null when it no longer exists (环节).' })
  node(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadChainNode(ctx, String(event.payload.nodeId));
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, { nullable: true, description: 'The company; null for teams that do not read companies (企业).' })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, String(event.payload.companyId));
  }
}

@Resolver(() => PlacementRemoved)
export class PlacementRemovedResolver {
  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => ChainNode, { nullable: true, description: 'The node; null when it no longer exists (环节).' })
  node(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadChainNode(ctx, String(event.payload.nodeId));
  }

  @Live()
  @At(Level.SUMMARY)
  @FieldResolver(() => Company, { nullable: true, description: 'The company; null for teams that do not read companies (企业).' })
  company(@Root() event: EventSource, @Context() ctx: ReadCtx) {
    return loadCompany(ctx, String(event.payload.companyId));
  }
}
