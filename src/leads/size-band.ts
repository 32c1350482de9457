import { registerEnumType } from 'type-graphql';

/** How big an intended investment is, shown where the amount is not. */
export enum SizeBand {
  UNKNOWN = 'UNKNOWN',
  UNDER_100M = 'UNDER_100M',
  FROM_100M = 'FROM_100M',
  FROM_1B = 'FROM_1B',
  FROM_10B = 'FROM_10B',
}
registerEnumType(SizeBand, {
  name: 'SizeBand',
  description: 'How big an intended investment is, shown where the amount is not (投资规模档).',
  valuesConfig: {
    UNKNOWN: { description: 'No amount is known (未知).' },
    UNDER_100M: { description: 'Less than 100 million yuan (1 亿元以下).' },
    FROM_100M: { description: 'From 100 million to less than 1 billion yuan (1 亿元至 10 亿元).' },
    FROM_1B: { description: 'From 1 billion to less than 10 billion yuan (10 亿元至 100 亿元).' },
    FROM_10B: { description: 'Ten billion yuan or more (100 亿元及以上).' },
  },
});

export function sizeBandOf(amountYuan: string | null | undefined): SizeBand {
  if (amountYuan == null) return SizeBand.UNKNOWN;
  const yuan = BigInt(amountYuan);
  if (yuan >= 10_000_000_000n) return SizeBand.FROM_10B;
  if (yuan >= 1_000_000_000n) return SizeBand.FROM_1B;
  return yuan >= 100_000_000n ? SizeBand.FROM_100M : SizeBand.UNDER_100M;
}

/** The same rule for a column that holds the amount. */
export const sizeBandSql = (amount: string): string =>
  `case when ${amount} is null then 'UNKNOWN' when ${amount} >= 10000000000 then 'FROM_10B' when ${amount} >= 1000000000 then 'FROM_1B'
    when ${amount} >= 100000000 then 'FROM_100M' else 'UNDER_100M' end`;
