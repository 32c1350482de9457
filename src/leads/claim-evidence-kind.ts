import { registerEnumType } from 'type-graphql';

/** What may show that a team truly works with an investor; the city chooses which of them count. */
export enum EvidenceKind {
  MEETING_MINUTES = 'MEETING_MINUTES',
  VISIT_RECORD = 'VISIT_RECORD',
  SITE_SURVEY = 'SITE_SURVEY',
  INVESTOR_LETTER = 'INVESTOR_LETTER',
  BUSINESS_PLAN = 'BUSINESS_PLAN',
  FRAMEWORK_AGREEMENT = 'FRAMEWORK_AGREEMENT',
  FUNDS_PROOF = 'FUNDS_PROOF',
}
registerEnumType(EvidenceKind, {
  name: 'EvidenceKind',
  description: 'What shows that a team works with an investor (首谈佐证类别).',
  valuesConfig: {
    MEETING_MINUTES: { description: 'Minutes of talks that the investor took part in (会谈纪要).' },
    VISIT_RECORD: { description: 'Record of a visit to the investor or of its visit here (拜访、来访记录).' },
    SITE_SURVEY: { description: 'Record of a survey of sites with the investor (选址踏勘记录).' },
    INVESTOR_LETTER: { description: 'Letter of intent or authorisation by the investor (投资方意向函).' },
    BUSINESS_PLAN: { description: "The investor's business plan or project proposal (项目建议书、商业计划书)." },
    FRAMEWORK_AGREEMENT: { description: 'Framework agreement with the investor (框架协议).' },
    FUNDS_PROOF: { description: 'Proof of funds by the investor (资金证明).' },
  },
});
