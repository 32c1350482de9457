import { Arg, Ctx as Context, Mutation, Resolver } from 'type-graphql';
import type { Ctx } from '../kernel/context.ts';
import { loadPark, type ParkRow } from './park-list.ts';
import { CreateParkInput, ParkPayload, UpdateParkInput } from './park.inputs.ts';
import { createPark, updatePark } from './save-park.ts';

interface Outcome extends Omit<ParkPayload, 'park'> {
  park: ParkRow | null;
}

@Resolver()
export class ParkMutationResolver {
  @Mutation(() => ParkPayload, { description: 'Gives a park team the facts of its park, once (产业功能区建档).' })
  async createPark(
    @Arg('input', () => CreateParkInput, { description: 'The facts (产业功能区).' }) input: CreateParkInput,
    @Context() ctx: Ctx,
  ): Promise<Outcome> {
    return { park: await loadPark(ctx, await createPark(ctx, input)), userErrors: [] };
  }

  @Mutation(() => ParkPayload, { description: 'Changes the facts of a park; by a chief of its team or above (产业功能区更新).' })
  async updatePark(
    @Arg('input', () => UpdateParkInput, { description: 'What changes (变更内容).' }) input: UpdateParkInput,
    @Context() ctx: Ctx,
  ): Promise<Outcome> {
    return { park: await loadPark(ctx, await updatePark(ctx, input)), userErrors: [] };
  }
}
