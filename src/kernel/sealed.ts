import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * Cursors are sealed: encrypted and authenticated under the installation's key, so that a client can neither read
 * the position inside nor forge one. `purpose` separates list cursors from stream cursors.
 */
export interface Seal {
  seal(purpose: string, value: string): string;
  /** The sealed value, or null when the token is forged, damaged or made for another purpose. */
  open(purpose: string, token: string): string | null;
  /** Tells whether two values are the same without keeping them: without the installation's key nobody can try values out. */
  digest(purpose: string, value: string): string;
}

export function createSeal(key: Buffer): Seal {
  const secret = createHmac('sha256', key).update('cursor').digest();
  const mark = createHmac('sha256', key).update('digest').digest();
  return {
    seal(purpose, value) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(purpose, token) {
      if (token.length > 2_000) return null;
      const raw = Buffer.from(token, 'base64url');
      if (raw.length < 28) return null;
      const decipher = createDecipheriv('aes-256-gcm', secret, raw.subarray(0, 12)).setAAD(Buffer.from(purpose));
      decipher.setAuthTag(raw.subarray(12, 28));
      try {
        return decipher.update(raw.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
    digest: (purpose, value) => createHmac('sha256', mark).update(`${purpose}\u0000${value}`).digest('base64url'),
  };
}
