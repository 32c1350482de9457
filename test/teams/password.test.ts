import { describe, expect, test } from '@jest/globals';
import { hashPassword, passwordProblem, verifyPassword } from '../../src/teams/password.ts';

describe('password', () => {
  test('is kept as argon2id with 19 MiB and two passes, salted', async () => {
    const [one, two] = await Promise.all([hashPassword('蓉城-2018-产业'), hashPassword('蓉城-2018-产业')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  test('is right for itself only', async () => {
    const hash = await hashPassword('蓉城-2018-产业');
    expect(await Promise.all(['蓉城-2018-产业', '蓉城-2018-产', ''].map((each) => verifyPassword(each, hash)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is never right for a login that nobody has, nor against a damaged hash', async () => {
    expect(await Promise.all([verifyPassword('', null), verifyPassword('x', 'plain')])).toEqual([false, false]);
  });

  test('typed with composed or decomposed characters is the same', async () => {
    expect(await verifyPassword('cafe\u0301-chengdu', await hashPassword('café-chengdu'))).toBe(true);
  });

  test.each([
    ['short', '至少 10 个字符'],
    ['officer.wuhou!', '不能包含登录名'],
    ['aaaaaaaaaaaa', '过于简单'],
    ['长'.repeat(129), '最多 128 个字符'],
  ])('%s is refused with the way out', (password, message) => {
    expect(passwordProblem(password, 'officer.wuhou')).toMatch(message);
  });

  test('long enough and varied will do', () => {
    expect(passwordProblem('锦江春色来天地玉垒浮云', 'officer.wuhou')).toBeNull();
  });
});
