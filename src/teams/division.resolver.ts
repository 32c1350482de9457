import { Arg, Ctx as Context, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { Live } from '../kernel/levelled.ts';
import { Division } from './division.ts';
import { DIVISION_COLUMNS, divisionByCode } from './team-loaders.ts';

const BELOW = `select ${DIVISION_COLUMNS} from division d
  where d.parent_code is not distinct from $1 and ($2 or d.valid_to is null) order by d.code`;

@Resolver(() => Division)
export class DivisionResolver {
  @Extensions({ listSize: 40 })
  @Query(() => [Division], { description: 'The divisions directly under one, by code; at most some forty (下级区划).' })
  divisions(
    @Arg('parentCode', () => String, {
      nullable: true,
      description: 'Code of the division above; null for the provinces (上级代码).',
    })
    parentCode: string | null,
    @Arg('includeEnded', () => Boolean, {
      defaultValue: false,
      description: 'Whether codes that have ended are listed too (含已停用).',
    })
    includeEnded: boolean,
    @Context() ctx: ReadCtx,
  ): Promise<Division[]> {
    return ctx.read<Division>(BELOW, [parentCode ?? null, includeEnded], 'divisions_below');
  }

  @Query(() => Division, {
    nullable: true,
    description: 'One division by its code, ended codes too; null when there is none (区划).',
  })
  division(
    @Arg('code', () => String, { description: 'Six digits (区划代码).' }) code: string,
    @Context() ctx: ReadCtx,
  ): Promise<Division | null> {
    return ctx.load(divisionByCode, code);
  }

  @Live()
  @FieldResolver(() => Division, { nullable: true, description: 'The division above; null for a province (上级区划).' })
  async parent(@Root() division: Division, @Context() ctx: ReadCtx): Promise<Division | null> {
    return division.parentCode == null ? null : ctx.load(divisionByCode, division.parentCode);
  }

  @Live()
  @FieldResolver(() => Division, { nullable: true, description: 'The division that took over; null while in force (后继区划).' })
  async successor(@Root() division: Division, @Context() ctx: ReadCtx): Promise<Division | null> {
    return division.successorCode == null ? null : ctx.load(divisionByCode, division.successorCode);
  }
}
