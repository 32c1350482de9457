import pg from 'pg';
import type { Sample } from './operations.ts';

export const STAGES = ['NEGOTIATING', 'ADMISSION', 'SIGNED', 'REGISTERED', 'LANDED', 'STARTED', 'PRODUCING', 'LOST'];
/** Two to three characters that some, few and no names of the bench world contain, none at their beginning. */
const WORDS = ['科技', '锦华', '翡翠', '机械', '云海', '龙腾', '新能源', '玄黄', '梅兰', '生物', '雷电', '玉珠'];

/** Every district in every stage, as the clients ask in turn; each with a case it works on. */
export async function readSamples(adminUrl: string): Promise<Sample[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ team: string; caseIds: string[] }>(
      `select t.id as team, array(select a.subject_id from access a where a.team_id = t.id and a.kind = 'CASE' order by a.updated_at desc limit 40) as "caseIds"
       from team t where t.kind = 'DISTRICT' order by t.code`,
    );
    return rows.flatMap(({ team, caseIds }, district) =>
      STAGES.map((stage, i) => ({
        team,
        stage,
        caseId: caseIds[(i * 5) % caseIds.length]!,
        word: WORDS[(district + i * 7) % WORDS.length]!,
      })),
    );
  } finally {
    await client.end();
  }
}
