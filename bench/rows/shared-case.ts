import pg from 'pg';
import { ask, post } from '../clients/http-load.ts';
import type { World } from '../world/build-world.ts';

const CASE = `bench.id('case', 1)`;

export interface SharedCase {
  caseId: string;
  version: number;
  /** Number of the leading team, and of its client. */
  lead: number;
}

/** One case that all ninety teams share, thirty at each level, so that one event is for everybody. */
export async function shareWithAll({ adminUrl }: World): Promise<SharedCase> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`insert into case_share (id, case_id, team_id, role, level, granted_by_team_id, since)
      select bench.id('fan', n), ${CASE}, t, 'SUPPORT', (array['WORK', 'FOLLOW', 'SUMMARY'])[1 + n % 3], t, now() from generate_series(1, 90) n, lateral (select bench.id('team', n) as t) x
      where not exists (select 1 from case_share s where s.case_id = ${CASE} and s.team_id = t and s.until is null) on conflict do nothing`);
    await client.query(`insert into access (subject_id, team_id, kind, level, stage, updated_at)
      select c.id, bench.id('team', n), 'CASE', 3 - n % 3, c.stage, c.updated_at from cases c, generate_series(1, 90) n where c.id = ${CASE}
      on conflict (subject_id, team_id) do update set level = greatest(access.level, excluded.level)`);
    const { rows } = await client.query<SharedCase>(
      `select c.id as "caseId", c.version, (select n from generate_series(1, 90) n where bench.id('team', n) = c.lead_team_id) as lead from cases c where c.id = ${CASE}`,
    );
    return { ...rows[0]!, caseId: Buffer.from(`Case:${rows[0]!.caseId}`).toString('base64url') };
  } finally {
    await client.end();
  }
}

const MUTATION =
  'mutation($input: UpdateCaseInput!) { updateCase(input: $input) { case { version } userErrors { code message } } }';

/** Publishing in ours is a mutation through the whole API: transaction, log, sequencer, tail, hub. */
export function publisher(port: number, token: string, shared: SharedCase): () => Promise<void> {
  return async () => {
    const input = {
      id: shared.caseId,
      expectedVersion: shared.version,
      title: `项目第${shared.version}版`,
      idempotencyKey: `bench-${process.pid}-${shared.version}`,
    };
    const { body } = await ask(
      port,
      post('/graphql', { authorization: `Bearer ${token}` }, JSON.stringify({ query: MUTATION, variables: { input } })),
    );
    const version = (JSON.parse(body) as { data?: { updateCase: { case: { version: number } | null } } }).data?.updateCase.case
      ?.version;
    if (version === undefined) throw new Error(`updateCase: ${body}`);
    shared.version = version;
  };
}
