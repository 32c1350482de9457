import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isCapitalBlank, parseRegisteredCapital } from '../../src/companies/registered-capital.ts';

describe('parseRegisteredCapital', () => {
  test.each([
    ['66(万元人民币)', '660000', 'CNY'],
    ['60万人民币', '600000', 'CNY'],
    ['27,850.0875(万)', '278500875', 'CNY'],
    ['1,000(万美元)', '10000000', 'USD'],
    ['50万人民币元', '500000', 'CNY'],
    ['50万元人民币', '500000', 'CNY'],
    ['12.5(万港币)', '125000', 'HKD'],
    ['300(万日元)', '3000000', 'JPY'],
    ['0.29(万香港元)', '2900', 'HKD'],
    ['8万美元', '80000', 'USD'],
    ['386(万人民币元)', '3860000', 'CNY'],
    ['12（万元）', '120000', 'CNY'],
    ['0.00005(万)', '0.5', 'CNY'],
    ['1.2亿元', '120000000', 'CNY'],
    ['5000000元', '5000000', 'CNY'],
  ])('%s is %s %s', (raw, amount, currency) => {
    expect(parseRegisteredCapital(raw)).toEqual({ amount, currency });
  });

  test.each(['N/A', ' n/a ', '', 'nan'])('%j says nothing', (raw) => {
    expect(parseRegisteredCapital(raw)).toBeNull();
    expect(isCapitalBlank(raw)).toBe(true);
  });

  test.each(['1,00(万)', '-5(万)', '5(万比索)', '约5万', '1.2.3(万)'])('%j cannot be read and is not guessed', (raw) => {
    expect(parseRegisteredCapital(raw)).toBeNull();
    expect(isCapitalBlank(raw)).toBe(false);
  });

  test('ten thousandths of 万 come out as whole yuan without rounding', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (yuan) => {
        const padded = yuan.toString().padStart(5, '0');
        const raw = `${padded.slice(0, -4)}.${padded.slice(-4)}(万元人民币)`;
        expect(parseRegisteredCapital(raw)).toEqual({ amount: yuan.toString(), currency: 'CNY' });
      }),
    );
  });
});
