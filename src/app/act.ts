import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { writeEvents } from '../events/write-events.ts';
import { type Act, type NewEvent, type Tx } from '../kernel/context.ts';
import { WRITER } from '../kernel/guarded.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Viewer } from '../kernel/viewer.ts';

/** SQL with $1-parameters on the transaction's own connection. */
const sqlOf =
  (em: EntityManager): Tx['sql'] =>
  async <R>(sql: string, params: readonly unknown[] = []) =>
    (await em.getKysely().executeQuery(CompiledQuery.raw(sql, [...params]))).rows as R[];

/**
 * One mutation, one transaction in the team's name: limits, idempotency, the act, its events last, then the
 * sequencer's kick. No NOTIFY and no global lock inside (measured 2-4 times slower for writers).
 */
export function createAct(options: { em: EntityManager; viewer: Viewer; now: () => Date; committed: () => void }): Act {
  const { viewer } = options;
  return async (operation, input, run) => {
    const key = input.idempotencyKey ?? null;
    if (key === null && viewer.clientId) {
      throw refuse(
        'IDEMPOTENCY_KEY_REQUIRED',
        '接口客户端的每次写入都要带 idempotencyKey，请为本次操作生成一个唯一值',
        'input',
        'idempotencyKey',
      );
    }
    if (key !== null && (key.length < 8 || key.length > 200))
      throw refuse('INVALID', '幂等键长度须为 8 至 200 个字符', 'input', 'idempotencyKey');
    const session = { role: WRITER, variables: { 'app.team': viewer.teamId, lock_timeout: '2s', statement_timeout: '4s' } };
    const em = options.em.fork({ session });
    const result = await em.transactional(async (fork) => {
      const tem = fork as EntityManager;
      const events: NewEvent[] = [];
      const tx: Tx = { em: tem, viewer, now: options.now(), sql: sqlOf(tem), record: (event) => void events.push(event) };
      const replay = key === null ? null : await claimKey(tx, operation, key, input);
      if (replay) return replay as never;
      const made = await run(tx);
      await tem.flush();
      if (key !== null) await settleKey(tx, key, made);
      await writeEvents(tx, events);
      return made;
    });
    options.committed();
    return result;
  };
}

const actorOf = (viewer: Viewer): string => viewer.clientId ?? viewer.personId ?? 'system';

/** Insert first: a concurrent duplicate waits for the first to commit and then replays its result. */
async function claimKey(tx: Tx, operation: string, key: string, input: object): Promise<Record<string, unknown> | null> {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([operation, input]))
    .digest('hex');
  const id = [tx.viewer.teamId, actorOf(tx.viewer), key];
  const fresh = await tx.sql(
    `insert into idempotency (team_id, actor, key, fingerprint, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing returning 1`,
    [...id, fingerprint, tx.now],
  );
  if (fresh.length > 0) return null;
  const [known] = await tx.sql<{ fingerprint: string; result: Record<string, unknown> | null }>(
    `select fingerprint, result from idempotency where team_id = $1 and actor = $2 and key = $3`,
    id,
  );
  if (!known || known.fingerprint !== fingerprint) {
    throw refuse('IDEMPOTENCY_MISMATCH', '该幂等键已用于另一次不同的操作，请换一个新值', 'input', 'idempotencyKey');
  }
  return known.result;
}

const settleKey = (tx: Tx, key: string, result: object) =>
  tx.sql(`update idempotency set result = $4 where team_id = $1 and actor = $2 and key = $3`, [
    tx.viewer.teamId,
    actorOf(tx.viewer),
    key,
    JSON.stringify(result),
  ]);
