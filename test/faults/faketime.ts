import { existsSync, readdirSync } from 'node:fs';

/** Debian's libfaketime, whatever the architecture of the machine; undefined when it is not installed. */
export const faketimeLibrary = (root = '/usr/lib'): string | undefined =>
  readdirSync(root)
    .map((folder) => `${root}/${folder}/faketime/libfaketimeMT.so.1`)
    .find((file) => existsSync(file));
