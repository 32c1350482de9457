import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignInDeps } from '../teams/sign-in-deps.ts';
import { clientToken } from '../teams/client-token.ts';

const BODY_LIMIT = 4 * 1024;

/** The errors of RFC 6749 §5.2, with what to do about them. */
const DESCRIPTIONS = {
  invalid_request:
    'Send grant_type=client_credentials with client credentials as application/x-www-form-urlencoded, each parameter once',
  invalid_client: 'Unknown client, wrong secret or withdrawn client',
  unsupported_grant_type: 'Only client_credentials is supported; people sign in with the signIn mutation',
  invalid_scope: 'The client has not been granted all of these scopes',
  slow_down: 'Too many failed attempts; wait as Retry-After says',
} as const;

/** `POST /oauth/token`: an API client's credentials for a token (RFC 6749 §4.4). Basic authentication or form body, not both. */
export function registerOauth(app: FastifyInstance, deps: Omit<SignInDeps, 'address'>): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY_LIMIT },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    );
    scope.setErrorHandler((error: { statusCode?: number }, request, reply) => {
      if ((error.statusCode ?? 500) < 500) return refuse(reply, 400, 'invalid_request');
      request.log.error(error);
      return reply.code(503).headers(NO_STORE).send({ error: 'temporarily_unavailable' });
    });
    scope.post('/oauth/token', { bodyLimit: BODY_LIMIT }, (request, reply) =>
      answer(request, reply, { ...deps, address: request.ip }),
    );
  });
}

const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

const refuse = (reply: FastifyReply, status: number, error: keyof typeof DESCRIPTIONS): FastifyReply =>
  reply.code(status).headers(NO_STORE).send({ error, error_description: DESCRIPTIONS[error] });

async function answer(request: FastifyRequest, reply: FastifyReply, deps: SignInDeps): Promise<FastifyReply> {
  const form = request.body;
  if (
    !(form instanceof URLSearchParams) ||
    ['grant_type', 'scope', 'client_id', 'client_secret'].some((name) => form.getAll(name).length > 1)
  ) {
    return refuse(reply, 400, 'invalid_request');
  }
  const grant = form.get('grant_type');
  if (!grant) return refuse(reply, 400, 'invalid_request');
  if (grant !== 'client_credentials') return refuse(reply, 400, 'unsupported_grant_type');
  const credentials = credentialsOf(request.headers.authorization, form);
  if (credentials === null) return refuse(reply, 400, 'invalid_request');
  const scopes = form.get('scope')?.trim();
  const result = await clientToken(deps, credentials, scopes ? scopes.split(/\s+/) : null);
  if ('token' in result) {
    const seconds = Math.floor((result.expiresAt.getTime() - deps.now().getTime()) / 1_000);
    const body = { access_token: result.token, token_type: 'Bearer', expires_in: seconds, scope: result.scopes.join(' ') };
    return reply.headers(NO_STORE).send(body);
  }
  if (result.refusal === 'slow_down') return refuse(reply.header('retry-after', String(result.waitS)), 429, 'slow_down');
  if (result.refusal === 'invalid_scope') return refuse(reply, 400, 'invalid_scope');
  return refuse(reply.header('www-authenticate', 'Basic realm="zhaoshang", charset="UTF-8"'), 401, 'invalid_client');
}

/** One way of giving credentials; both at once, or half of one, is a malformed request. */
function credentialsOf(header: string | undefined, form: URLSearchParams): { clientId: string; secret: string } | null {
  const [clientId, secret] = [form.get('client_id'), form.get('client_secret')];
  if (header === undefined) return clientId && secret ? { clientId, secret } : null;
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  if (encoded === undefined || secret !== null) return null;
  const [id, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (!id || rest.length === 0) return null;
  try {
    // RFC 6749 §2.3.1: both halves travel form-encoded inside the header.
    return { clientId: formDecoded(id), secret: formDecoded(rest.join(':')) };
  } catch {
    return null;
  }
}

const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
