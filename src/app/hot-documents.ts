import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hotCaseList } from '../cases/case-list.sql.ts';
import { hotCasePage } from '../cases/case-page.sql.ts';
import { createHotChainMap } from '../chains/chain-map.sql.ts';
import { hotCompanySearch } from '../companies/company-search.sql.ts';
import type { Ctx } from '../kernel/context.ts';
import type { Direct } from './compiled-documents.ts';

/** The text of `data`, or undefined where the variables are not those the statement was written for. */
type Answer = (ctx: Ctx, variables: Record<string, unknown>) => Promise<string | Buffer> | undefined;

/**
 * The web client's own documents, answered by one statement whose JSON text is passed through. They are known by the
 * hash of their text, never by a name that a client could forge; `hot-documents.test.ts` holds both paths to one answer.
 */
const documents = (): Readonly<Record<string, Answer>> => ({
  'q1-case-list': hotCaseList,
  'q2-case-page': hotCasePage,
  'q3-chain-map': createHotChainMap(),
  'q4-company-search': hotCompanySearch,
});

export const registeredDocument = (name: string): string =>
  readFileSync(new URL(`../../web/documents/${name}.graphql`, import.meta.url), 'utf8');

export function createHot(): Direct {
  const answers = new Map(
    Object.entries(documents()).map(([name, answer]) => [
      createHash('sha256').update(registeredDocument(name)).digest('hex'),
      answer,
    ]),
  );
  return ({ hash }, _viewer, makeContext, variables) => answers.get(hash)?.(makeContext(), variables);
}
