import { Field, InputType, ObjectType } from 'type-graphql';
import type { ReadCtx } from '../kernel/context.ts';
import { fault } from '../kernel/fault.ts';
import { Company } from './company.ts';
import { textOf } from './company-input.ts';
import { mustReadCompanies } from './company-policy.ts';
import { loadCompany, type CompanyRow } from './company-rows.ts';
import { findMatches, type FoundMatch } from './find-matches.ts';
import { MatchLevel, MatchReason } from './match-reason.ts';

/** As many as a person looks through. */
export const MOST_MATCHES = 20;
const LONGEST_NAME = 200;

@InputType({ description: 'What is known of a company that is sought; all that is given is used (待识别企业).' })
export class IdentityInput {
  @Field(() => String, { nullable: true, description: 'Name in any writing, Chinese or not (名称).' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Unified social credit identifier, also one typed wrong (统一社会信用代码).',
  })
  usci?: string | null;

  @Field(() => String, { nullable: true, description: 'Stock code with market, such as 600519.SH (证券代码).' })
  listingCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Registration number abroad (境外注册号).' })
  foreignNumber?: string | null;
}

@ObjectType({ description: 'A known company that may be the one described, with how surely and why (企业匹配).' })
export class IdentityMatch {
  @Field(() => MatchLevel, { description: 'How surely (强度).' })
  level!: MatchLevel;

  @Field(() => [MatchReason], { description: 'Why, surest first; DIFFERENT_USCI counts against (理由).' })
  reasons!: MatchReason[];

  @Field(() => Company, { description: 'The known company (企业).' })
  company!: CompanyRow;
}

/** Matches with their companies; one that has gone since is left out. */
export async function showMatches(
  ctx: ReadCtx,
  matches: readonly Pick<FoundMatch, 'companyId' | 'level' | 'reasons'>[],
): Promise<IdentityMatch[]> {
  const companies = await Promise.all(matches.map(({ companyId }) => loadCompany(ctx, companyId)));
  return matches.flatMap(({ level, reasons }, i) => (companies[i] ? [{ level, reasons, company: companies[i] }] : []));
}

/** For whoever types: nothing is stored, and partner teams are told that they may not look. */
export async function identityMatches(ctx: ReadCtx, input: IdentityInput, limit: number): Promise<IdentityMatch[]> {
  mustReadCompanies(ctx.viewer);
  if (limit < 1 || limit > MOST_MATCHES) throw fault('BAD_USER_INPUT', `limit 须在 1 至 ${MOST_MATCHES} 之间`);
  const name = textOf(input.name) ?? '';
  if (name.length > LONGEST_NAME) throw fault('BAD_USER_INPUT', `input.name 不能超过 ${LONGEST_NAME} 个字符`);
  const { usci, listingCode, foreignNumber } = input;
  return showMatches(ctx, await findMatches(ctx.read, { name, usci, listingCode, foreignNumber }, { limit }));
}
