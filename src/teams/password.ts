import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const SHORTEST = 10;
const LONGEST = 128;

const derive = (password: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    argon2(
      'argon2id',
      { message: password.normalize('NFC'), nonce, parallelism: 1, tagLength: 32, memory, passes },
      (error, tag) => (error ? reject(error) : resolve(tag)),
    ),
  );

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** argon2id, 19 MiB, two passes, in PHC format: the parameters travel with the hash, so they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive(password, nonce, MEMORY_KIB, PASSES);
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(nonce)}$${base64(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const NOBODY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(randomBytes(16))}$${base64(randomBytes(32))}`;

/** Null stands for a login nobody has: it costs the same work, so that the time does not tell which part was wrong. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, memory, passes, nonce, tag] = PHC.exec(hash ?? NOBODY) ?? PHC.exec(NOBODY)!;
  const expected = Buffer.from(tag!, 'base64');
  const derived = await derive(password.slice(0, LONGEST), Buffer.from(nonce!, 'base64'), Number(memory), Number(passes));
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}

/** What is wrong with a new password, in words for its owner; null when it will do. */
export function passwordProblem(password: string, login: string): string | null {
  if ([...password].length < SHORTEST) return `密码至少 ${SHORTEST} 个字符，请使用更长的密码`;
  if (password.length > LONGEST) return `密码最多 ${LONGEST} 个字符，请缩短`;
  if (password.toLowerCase().includes(login.toLowerCase())) return '密码不能包含登录名，请换一个';
  if (new Set(password).size < 4) return '密码过于简单，请至少使用 4 种不同的字符';
  return null;
}
