import { Arg, Ctx as Context, Field, FieldResolver, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Event, type EventSource } from '../events/event.ts';
import type { Ctx, ReadCtx } from '../kernel/context.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, Live } from '../kernel/levelled.ts';
import { UserError } from '../kernel/refusal.ts';
import { Person } from '../teams/person.ts';
import { personById, type PersonRow } from '../teams/team-loaders.ts';
import { cityRules, CityRules, type CityRulesRow } from './city-rules.ts';
import { SetCityRulesInput } from './city-rules.inputs.ts';
import { setCityRules } from './set-city-rules.ts';

@ObjectType({ description: "Answer of setting the city's rules (本市规则设定结果)." })
export class CityRulesPayload {
  @Field(() => CityRules, { nullable: true, description: 'The rules now in force; null when refused (本市规则).' })
  cityRules!: CityRulesRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

@Resolver(() => CityRules)
export class CityRulesResolver {
  @Query(() => CityRules, { description: "The city's rules in force (本市规则)." })
  cityRules(@Context() ctx: Ctx): Promise<CityRulesRow> {
    return cityRules(ctx.read);
  }

  @Mutation(() => CityRulesPayload, {
    description: "Sets the city's rules for what begins from now on; by the chief of the city team (设定本市规则).",
  })
  async setCityRules(
    @Arg('input', () => SetCityRulesInput, { description: 'What to do (输入).' }) input: SetCityRulesInput,
    @Context() ctx: Ctx,
  ): Promise<CityRulesPayload> {
    await setCityRules(ctx, input);
    return { cityRules: await cityRules(ctx.read) };
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who set them; null for the defaults (设定人).' })
  async setBy(@Root() rules: CityRulesRow, @Context() ctx: ReadCtx): Promise<PersonRow | null> {
    return rules.setById ? ctx.load(personById, rules.setById) : null;
  }
}

@Levelled()
@ObjectType({ implements: Event, description: "The city's rules were set (本市规则设定)." })
export class CityRulesSet extends Event {}

@Resolver(() => CityRulesSet)
export class CityRulesSetResolver {
  @FieldResolver(() => Int, { nullable: true, description: 'Version now in force (版本).' })
  @At(Level.SUMMARY)
  @Live()
  rulesVersion(@Root() source: EventSource): number {
    return Number(source.payload.version);
  }
}
