import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { maskError } from '../../src/app/mask-error.ts';

const logged: object[] = [];
const log = { error: (fields: object) => void logged.push(fields) };
const shownFor = (code: string) => {
  const originalError = Object.assign(new Error('host db-1.internal'), { code });
  const { message, extensions } = maskError(new GraphQLError('host db-1.internal', { originalError }), 'r-1', log);
  expect(message).not.toContain('db-1');
  return extensions;
};

test.each(['40P01', '40001'])('%s, a transaction that lost to another, may be tried again in a second', (code) => {
  expect(shownFor(code)).toEqual({ code: 'OVERLOADED', retryAfter: 1, requestId: 'r-1' });
});

test.each(['ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EHOSTUNREACH', 'ECONNREFUSED'])(
  '%s is a database that cannot be reached',
  (code) => {
    expect(shownFor(code)).toEqual({ code: 'UNAVAILABLE', requestId: 'r-1' });
  },
);

test('what has no name is INTERNAL, and only the log knows more', () => {
  logged.length = 0;
  expect([shownFor('XX000'), logged.length]).toEqual([{ code: 'INTERNAL', requestId: 'r-1' }, 1]);
});
