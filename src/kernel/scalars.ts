import { GraphQLScalarType, Kind } from 'graphql';
import { fault } from './fault.ts';

const bad = (name: string, hint: string) => fault('BAD_USER_INPUT', `${name} 格式有误：${hint}`);

const stringScalar = (
  name: string,
  description: string,
  hint: string,
  ok: (s: string) => boolean,
  serialize: (v: unknown) => string,
) =>
  new GraphQLScalarType({
    name,
    description,
    serialize,
    parseValue: (v) => {
      if (typeof v !== 'string' || !ok(v)) throw bad(name, hint);
      return v;
    },
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING || !ok(node.value)) throw bad(name, hint);
      return node.value;
    },
  });

export const DateTime = stringScalar(
  'DateTime',
  'An instant in UTC with three decimals and Z, such as 2026-11-23T08:00:00.000Z (时间).',
  '须为 UTC 时间，如 2026-11-23T08:00:00.000Z',
  (s) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(s) && !Number.isNaN(Date.parse(s)),
  (v) => (v instanceof Date ? v.toISOString() : new Date(String(v)).toISOString()),
);

export const CalendarDate = stringScalar(
  'Date',
  'A calendar day in Asia/Shanghai, such as 2026-11-23 (日期).',
  '须为日期，如 2026-11-23',
  (s) => /^\d{4}-\d{2}-\d{2}$/.test(s) && !Number.isNaN(Date.parse(s)) && new Date(s).toISOString().startsWith(s),
  (v) => (v instanceof Date ? v.toISOString().slice(0, 10) : String(v).slice(0, 10)),
);

export const Yuan = stringScalar(
  'Yuan',
  'An amount in whole yuan as a string of digits, such as "120000000" (元).',
  '须为整数元，如 "120000000"',
  (s) => /^(0|[1-9]\d{0,17})$/.test(s),
  (v) => String(v).replace(/\.0+$/, ''),
);

export const Decimal = stringScalar(
  'Decimal',
  'An exact decimal number as a string, such as "27850.0875" (十进制数).',
  '须为十进制数，如 "27850.0875"',
  (s) => /^-?\d{1,18}(\.\d{1,6})?$/.test(s),
  (v) =>
    String(v)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, ''),
);
