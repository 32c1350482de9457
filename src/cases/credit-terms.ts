import { registerEnumType } from 'type-graphql';

/** What is credited. Money is whole yuan; points of an assessment have two decimals. */
export enum CreditFigureKind {
  PAID_IN = 'PAID_IN',
  FIXED_INVESTMENT = 'FIXED_INVESTMENT',
  OUTPUT = 'OUTPUT',
  LOCAL_TAX = 'LOCAL_TAX',
  SCORE = 'SCORE',
}
registerEnumType(CreditFigureKind, {
  name: 'CreditFigureKind',
  description: 'A figure of a case that teams are credited with (计入指标).',
  valuesConfig: {
    PAID_IN: { description: 'Funds paid in, whole yuan (到位资金).' },
    FIXED_INVESTMENT: { description: 'Investment in fixed assets, whole yuan (固投).' },
    OUTPUT: { description: 'Output value, whole yuan (产值).' },
    LOCAL_TAX: { description: 'Locally retained tax, whole yuan (税收地方留成).' },
    SCORE: { description: 'Points of an assessment, up to two decimals (考核分).' },
  },
});
export const FIGURE_KINDS = Object.values(CreditFigureKind);
export const FIGURE_NAMES = {
  PAID_IN: '到位资金',
  FIXED_INVESTMENT: '固投',
  OUTPUT: '产值',
  LOCAL_TAX: '税收地方留成',
  SCORE: '考核分',
} as const satisfies Record<CreditFigureKind, string>;

export enum CreditMode {
  SPLIT = 'SPLIT',
  DOUBLE_COUNT = 'DOUBLE_COUNT',
}
registerEnumType(CreditMode, {
  name: 'CreditMode',
  description: 'How several teams share a figure (分计方式).',
  valuesConfig: {
    SPLIT: { description: 'Each has its percentage; together 100 % (按比例分计).' },
    DOUBLE_COUNT: { description: 'Each counts the whole; the city counts it once (全额双核算).' },
  },
});

export enum CreditPart {
  ORIGIN = 'ORIGIN',
  HOST = 'HOST',
  OTHER = 'OTHER',
}
registerEnumType(CreditPart, {
  name: 'CreditPart',
  description: 'What a team is in an arrangement on credit (分计方角色).',
  valuesConfig: {
    ORIGIN: { description: 'Where the project came from (流出地、协作地、首谈方).' },
    HOST: { description: 'Where the project settles (承载地、落地方).' },
    OTHER: { description: 'Any other party (其他方).' },
  },
});

export enum CreditStartEvent {
  RECORDED = 'RECORDED',
  AGREEMENT_SIGNED = 'AGREEMENT_SIGNED',
  TRANSFER_ACCEPTED = 'TRANSFER_ACCEPTED',
  CONSTRUCTION_STARTED = 'CONSTRUCTION_STARTED',
  PAID_IN_FIRST = 'PAID_IN_FIRST',
  TAX_FIRST_ARISEN = 'TAX_FIRST_ARISEN',
}
registerEnumType(CreditStartEvent, {
  name: 'CreditStartEvent',
  description: 'What sets shares going; until then the whole goes to the lead team (起算事件).',
  valuesConfig: {
    RECORDED: { description: 'At once, on the day they take effect (自生效之日).' },
    AGREEMENT_SIGNED: { description: 'The agreement with the investor is signed (签约).' },
    TRANSFER_ACCEPTED: { description: 'The other team has taken the case over (流转承接).' },
    CONSTRUCTION_STARTED: { description: 'Construction has begun (动工建设).' },
    PAID_IN_FIRST: { description: 'The first funds are paid in (首笔资金到位).' },
    TAX_FIRST_ARISEN: { description: 'The first tax has arisen (产生税收).' },
  },
});

export enum CreditYearsFrom {
  START = 'START',
  RECOVERY = 'RECOVERY',
}
registerEnumType(CreditYearsFrom, {
  name: 'CreditYearsFrom',
  description: 'From when the years of an arrangement are counted (年限起算).',
  valuesConfig: {
    START: { description: 'From the day of the start event (自起算事件之日).' },
    RECOVERY: { description: 'From the day the outlay is recovered (自收回投入之日).' },
  },
});

export enum CreditSource {
  AGREED = 'AGREED',
  ARBITRATED = 'ARBITRATED',
  TRANSFERRED = 'TRANSFERRED',
}
registerEnumType(CreditSource, {
  name: 'CreditSource',
  description: 'Where shares come from (分计依据).',
  valuesConfig: {
    AGREED: { description: 'The teams agreed on them (协议约定).' },
    ARBITRATED: { description: 'A ruling on a contest (仲裁裁定).' },
    TRANSFERRED: { description: 'A transfer of the case (流转约定).' },
  },
});
