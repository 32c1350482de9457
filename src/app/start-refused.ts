/** The server will not start; the message is for the person at the terminal (Chinese, with the way out), the code for scripts. */
export class StartRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${message}（${code}）`, options);
    this.name = 'StartRefused';
    this.code = code;
  }
}
