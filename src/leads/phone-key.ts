/** Digits by which two ways of writing one telephone number are the same: without separators, +86 and leading zeros. */
export const phoneKey = (phone: string): string =>
  phone
    .normalize('NFKC')
    .replace(/[^0-9]/g, '')
    .replace(/^((00)?86(?=[0-9]{9}))?0*/, '');

/** The same of a column, as the index has it; what is stored was checked to be digits and separators. */
export const phoneKeySql = (column: string): string =>
  `regexp_replace(regexp_replace(${column}, '[^0-9]', '', 'g'), '^((00)?86(?=[0-9]{9}))?0*', '')`;
