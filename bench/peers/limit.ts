// The limit: one hand-written statement per operation whose JSON PostgreSQL builds, sent by bare node:http.
import { createServer } from 'node:http';
import pg from 'pg';
import { caseListSql } from '../operations/case-list.sql.ts';
import { casePageSql } from '../operations/case-page.sql.ts';
import { chainMapSql } from '../operations/chain-map.sql.ts';
import { searchSql } from '../operations/search.sql.ts';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  idleTimeoutMillis: 0,
  options: '-c timezone=UTC',
});

interface Body {
  team: string;
  values: unknown[];
}
const statements: Record<string, (body: Body) => pg.QueryConfig> = {
  '/Q1': ({ team, values }) => ({ name: 'q1', text: caseListSql, values: [team, ...values] }),
  '/Q2': ({ team, values }) => ({ name: 'q2', text: casePageSql, values: [team, ...values] }),
  '/Q3': ({ team, values }) => ({ name: 'q3', text: chainMapSql, values: [team, ...values] }),
  // Unnamed: the best plan differs from word to word.
  '/Q4': ({ values }) => ({ text: searchSql, values }),
};

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
    pool.query<{ json: string }>(statements[request.url!]!(body)).then(
      ({ rows }) => {
        const text = Buffer.from(`{"data":${rows[0]!.json}}`);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
        response.end(text);
      },
      (error: Error) => {
        response.writeHead(500);
        response.end(JSON.stringify({ errors: [error.message] }));
      },
    );
  });
}).listen(0, '127.0.0.1', function (this: { address(): { port: number } }) {
  console.log(`listening ${this.address().port}`);
} as () => void);
process.on('SIGTERM', () => process.exit(0));
