import { registerEnumType } from 'type-graphql';

/** How sure a match is. Nothing but EXACT is ever taken for the same company without a person. */
export enum MatchLevel {
  EXACT = 'EXACT',
  STRONG = 'STRONG',
  SIMILAR = 'SIMILAR',
  NONE = 'NONE',
}
registerEnumType(MatchLevel, {
  name: 'MatchLevel',
  description: 'How surely two records are one company (匹配强度).',
  valuesConfig: {
    EXACT: { description: 'The same company: same identifier or same whole name, and nothing against it (确定).' },
    STRONG: { description: 'Very likely the same company; a person confirms (很可能).' },
    SIMILAR: { description: 'May be the same company, or one of its group; a person looks (相似).' },
    NONE: { description: 'Nothing says that they belong together (无关).' },
  },
});

export enum MatchReason {
  SAME_USCI = 'SAME_USCI',
  SAME_LISTING_CODE = 'SAME_LISTING_CODE',
  SAME_FOREIGN_NUMBER = 'SAME_FOREIGN_NUMBER',
  SAME_NAME = 'SAME_NAME',
  SAME_NORMALISED_NAME = 'SAME_NORMALISED_NAME',
  FORMER_NAME = 'FORMER_NAME',
  SHORT_NAME = 'SHORT_NAME',
  FOREIGN_NAME = 'FOREIGN_NAME',
  USCI_TYPED_WRONG = 'USCI_TYPED_WRONG',
  ABBREVIATED = 'ABBREVIATED',
  TYPED_DIFFERENTLY = 'TYPED_DIFFERENTLY',
  TRANSLATED = 'TRANSLATED',
  SAME_GROUP = 'SAME_GROUP',
  BRANCH = 'BRANCH',
  SAME_PHONE = 'SAME_PHONE',
  SAME_CONTACT = 'SAME_CONTACT',
  DIFFERENT_USCI = 'DIFFERENT_USCI',
}
registerEnumType(MatchReason, {
  name: 'MatchReason',
  description: 'Why two records match, or what speaks against it (匹配理由).',
  valuesConfig: {
    SAME_USCI: { description: 'Same unified social credit identifier (统一社会信用代码相同).' },
    SAME_LISTING_CODE: { description: 'Same stock code (证券代码相同).' },
    SAME_FOREIGN_NUMBER: { description: 'Same registration number abroad (境外注册号相同).' },
    SAME_NAME: { description: 'Same whole name, written the same or another way (名称相同).' },
    SAME_NORMALISED_NAME: { description: 'Same name but for legal form, region or 集团 (名称主体相同).' },
    FORMER_NAME: { description: 'The name is a recorded former name of the other (曾用名).' },
    SHORT_NAME: { description: 'The name is a recorded short name of the other (登记简称).' },
    FOREIGN_NAME: { description: 'The name is a recorded foreign name of the other (登记外文名).' },
    USCI_TYPED_WRONG: { description: 'Identifiers one slip apart, one of them fails its check (信用代码疑似误录).' },
    ABBREVIATED: { description: 'One name is short for the other (简写).' },
    TYPED_DIFFERENTLY: { description: 'One character apart, transposed, or sounds the same (错别字).' },
    TRANSLATED: { description: 'One name is the other in another language or in pinyin (译名).' },
    SAME_GROUP: { description: 'Same distinctive trade name: sister, parent or subsidiary (同一集团).' },
    BRANCH: { description: 'One is a branch of the other (分支机构).' },
    SAME_PHONE: { description: 'Same telephone number (电话相同).' },
    SAME_CONTACT: { description: 'Same contact person (联系人相同).' },
    DIFFERENT_USCI: { description: 'Counts against: two valid identifiers that differ (信用代码不同).' },
  },
});

/** The level that a reason alone gives. */
export const LEVEL_OF: Readonly<Record<MatchReason, MatchLevel>> = {
  SAME_USCI: MatchLevel.EXACT,
  SAME_LISTING_CODE: MatchLevel.EXACT,
  SAME_FOREIGN_NUMBER: MatchLevel.EXACT,
  SAME_NAME: MatchLevel.EXACT,
  SAME_NORMALISED_NAME: MatchLevel.STRONG,
  FORMER_NAME: MatchLevel.STRONG,
  SHORT_NAME: MatchLevel.STRONG,
  FOREIGN_NAME: MatchLevel.STRONG,
  USCI_TYPED_WRONG: MatchLevel.STRONG,
  ABBREVIATED: MatchLevel.SIMILAR,
  TYPED_DIFFERENTLY: MatchLevel.SIMILAR,
  TRANSLATED: MatchLevel.SIMILAR,
  SAME_GROUP: MatchLevel.SIMILAR,
  BRANCH: MatchLevel.SIMILAR,
  SAME_PHONE: MatchLevel.SIMILAR,
  SAME_CONTACT: MatchLevel.SIMILAR,
  DIFFERENT_USCI: MatchLevel.NONE,
};

const ORDER = [MatchLevel.NONE, MatchLevel.SIMILAR, MatchLevel.STRONG, MatchLevel.EXACT] as const;

/** Greater is surer. */
export const rankOf = (level: MatchLevel): number => ORDER.indexOf(level);

/** The surest of the reasons, held below a ceiling. */
export const levelOf = (reasons: readonly MatchReason[], ceiling = MatchLevel.EXACT): MatchLevel =>
  ORDER[Math.min(rankOf(ceiling), Math.max(0, ...reasons.map((reason) => rankOf(LEVEL_OF[reason]))))]!;
