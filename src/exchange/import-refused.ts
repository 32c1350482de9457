/** Codes of a file that cannot be imported as a whole; scripts rely on them. Single rows are refused in the refused file instead. */
export type ImportRefusalCode =
  | 'FILE_NOT_FOUND'
  | 'FILE_EMPTY'
  | 'FILE_ENCODING'
  | 'FILE_MISSING_COLUMNS'
  | 'FILE_BROKEN_QUOTES'
  | 'FILE_RECORD_TOO_LARGE'
  | 'FILE_NOT_JSON'
  | 'FILE_UNKNOWN_FORMAT'
  | 'FOLDER_INCOMPLETE'
  | 'REFUSED_FILE_UNWRITABLE'
  | 'CALENDAR_REFUSED';

/** The file is refused before anything is written (but where the disk fills up meanwhile); the message names the file and the way out. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  constructor(
    readonly code: ImportRefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${message}（${code}）`, options);
  }
}
