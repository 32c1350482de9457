import { describe, expect, test } from '@jest/globals';
import { FACT_COLUMNS, givenBack, takenFacts, takenOver, type Facts, type SomeFacts } from '../../src/companies/merge-facts.ts';

const facts = (some: SomeFacts = {}): Facts => ({
  ...(Object.fromEntries(FACT_COLUMNS.map((column) => [column, null])) as Facts),
  ...some,
});
const byCode = { division_code: '510104', division_source: 'USCI', zone_code: null };
const byAddress = { division_code: '510107', division_source: 'ADDRESS', zone_code: 'CD-GXQ' };

describe('what a survivor takes over', () => {
  test('is what it lacks, and nothing that it knows', () => {
    const merged = facts({ usci: 'A', usci_verdict: 'OK', scope: '甲', form: '股份' });
    expect(takenOver(facts({ scope: '乙' }), merged)).toEqual({ usci: 'A', usci_verdict: 'OK', form: '股份' });
    expect(takenOver(merged, facts())).toEqual({});
  });

  test('is a capital with its currency, or neither', () => {
    const merged = facts({ capital_amount: '5', capital_currency: 'USD' });
    expect(takenOver(facts({ capital_amount: '1', capital_currency: 'CNY' }), merged)).toEqual({});
    expect(takenOver(facts(), merged)).toEqual({ capital_amount: '5', capital_currency: 'USD' });
  });

  test('is an address with its place, which is better than the place that a code tells', () => {
    expect(takenOver(facts(byCode), facts({ address: '某路', ...byAddress }))).toEqual({ address: '某路', ...byAddress });
    expect(takenOver(facts(byCode), facts({ address: '某路' }))).toEqual({ address: '某路' });
  });

  test('is no place of another address', () => {
    expect(takenOver(facts({ address: '某街' }), facts({ address: '某路', ...byAddress }))).toEqual({});
    expect(takenOver(facts({ address: '某街' }), facts(byCode))).toEqual(byCode);
    expect(takenOver(facts(), facts(byCode))).toEqual(byCode);
  });

  test('reads as the fields of a company', () => {
    const merged = facts({
      capital_amount: '1200000.500000',
      capital_currency: 'USD',
      zone_code: 'CD-GXQ',
      registered_on: '2020-02-29',
    });
    expect(takenFacts(facts(), merged)).toEqual([
      { field: 'registeredOn', value: '2020-02-29' },
      { field: 'registeredCapital', value: '1200000.5 USD' },
      { field: 'zoneCode', value: 'CD-GXQ' },
    ]);
    const whole = facts({ capital_amount: '1200000.000000', capital_currency: 'CNY' });
    expect(takenFacts(facts(), whole)).toEqual([{ field: 'registeredCapital', value: '1200000 CNY' }]);
    expect(takenFacts(facts(), facts({ capital_amount: '100', capital_currency: 'CNY' }))).toEqual([
      { field: 'registeredCapital', value: '100 CNY' },
    ]);
  });
});

test('what is given back is what nobody changed since, a group at a time', () => {
  const taken = { scope: '甲', address: '某路', ...byAddress };
  const before = { scope: null, address: null, ...byCode };
  expect(givenBack(facts(taken), taken, before)).toEqual(before);
  expect(givenBack(facts({ ...taken, zone_code: null }), taken, before)).toEqual({ scope: null, address: null });
});
