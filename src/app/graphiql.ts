import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bootScript, page, pageStyle } from './graphiql-page.ts';

const require = createRequire(import.meta.url);

/** The npm packages do not export these files, their package.json they do. */
function fileOf(packageName: string, file: string): Buffer {
  return readFileSync(path.join(path.dirname(require.resolve(`${packageName}/package.json`)), file));
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

const ASSETS = {
  'react.js': { type: JAVASCRIPT, read: () => fileOf('react', 'umd/react.production.min.js') },
  'react-dom.js': { type: JAVASCRIPT, read: () => fileOf('react-dom', 'umd/react-dom.production.min.js') },
  'graphql-ws.js': { type: JAVASCRIPT, read: () => fileOf('graphql-ws', 'umd/graphql-ws.min.js') },
  'graphiql.js': { type: JAVASCRIPT, read: () => fileOf('graphiql', 'graphiql.min.js') },
  'graphiql.css': { type: CSS, read: () => fileOf('graphiql', 'graphiql.min.css') },
  'boot.js': { type: JAVASCRIPT, read: () => Buffer.from(bootScript) },
  'page.css': { type: CSS, read: () => Buffer.from(pageStyle) },
};

/** Nothing from anywhere else; the editor sets style attributes, hence 'unsafe-inline' for styles only. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Same answer every time: read on first use, then from memory; a browser that has it gets 304. */
function cached(type: string, read: () => Buffer) {
  let content: { body: Buffer; etag: string } | undefined;
  return (request: FastifyRequest, reply: FastifyReply) => {
    if (!content) {
      const body = read();
      content = { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
    }
    reply.headers({ etag: content.etag, 'cache-control': 'no-cache', 'content-security-policy': CONTENT_SECURITY_POLICY });
    if (request.headers['if-none-match'] === content.etag) return reply.code(304).send();
    return reply.type(type).send(content.body);
  };
}

/** GraphiQL from the npm packages, for machines without internet: the page asks this server for everything. */
export function registerGraphiql(app: FastifyInstance, options: { path: string }): void {
  app.get(
    options.path,
    cached('text/html; charset=utf-8', () => Buffer.from(page(options.path))),
  );
  for (const [name, { type, read }] of Object.entries(ASSETS)) app.get(`${options.path}/${name}`, cached(type, read));
}
