import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Ctx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { authorize } from '../kernel/policy.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Scope } from '../kernel/viewer.ts';
import { manageableTeam } from './manageable-team.ts';
import { revokeAndRecord } from './revoke-sessions.ts';
import type { SignedInCtx } from './sign-in-deps.ts';
import { readTeams } from './team-directory.ts';
import { mayManage } from './team-policy.ts';

export interface CreateApiClient {
  idempotencyKey?: string | null;
  teamId?: string | null;
  name: string;
  scopes: Scope[];
}

const BUCKET = { capacity: 10_000, perSecond: 500 };
export const secretFingerprint = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The secret is told once: a repeated call under the same key answers the client without it. */
export async function createApiClient(ctx: Ctx, input: CreateApiClient): Promise<{ apiClientId: string; secret: string | null }> {
  const name = input.name.trim();
  if (name === '' || name.length > 60) throw refuse('INVALID', '名称须为 1 至 60 个字符', 'input', 'name');
  if (input.scopes.length === 0) throw refuse('REQUIRED', '请至少选择一项权限', 'input', 'scopes');
  const secret = randomBytes(32).toString('base64url');
  let told: string | null = null;
  const { apiClientId } = await ctx.act('createApiClient', input, async (tx) => {
    const teamId = await manageableTeam(tx, input.teamId == null ? ctx.viewer.teamId : uuidOf('Team', input.teamId));
    const id = randomUUID();
    await tx.sql(
      `insert into api_client (id, client_id, name, team_id, secret_hash, scopes, bucket_capacity, bucket_per_second, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        `zs-${randomBytes(9).toString('hex')}`,
        name,
        teamId,
        secretFingerprint(secret),
        [...new Set(input.scopes)],
        BUCKET.capacity,
        BUCKET.perSecond,
        tx.now,
      ],
    );
    told = secret;
    return { apiClientId: id };
  });
  return { apiClientId, secret: told };
}

/** Its credentials and every token got with them end at once. */
export async function revokeApiClient(
  ctx: SignedInCtx,
  input: { idempotencyKey?: string | null; apiClientId: string },
): Promise<string> {
  const id = uuidOf('ApiClient', input.apiClientId);
  const { sessionIds, apiClientId } = await ctx.act('revokeApiClient', input, async (tx) => {
    const [client] = await tx.sql<{ teamId: string; disabledAt: Date | null }>(
      `select team_id as "teamId", disabled_at as "disabledAt" from api_client where id = $1 for update`,
      [id],
    );
    const teams = new Map((await readTeams(tx.sql)).map((team) => [team.id, team]));
    if (!client || !mayManage(tx.viewer, client.teamId, teams)) {
      authorize(client?.teamId !== tx.viewer.teamId, '只有负责人可以停用接口客户端，请联系负责人', 'input', 'apiClientId');
      throw refuse('NOT_FOUND', '接口客户端不存在，请核对', 'input', 'apiClientId');
    }
    if (client.disabledAt !== null) throw refuse('CONFLICT', '该接口客户端已停用', 'input', 'apiClientId');
    await tx.sql(`update api_client set disabled_at = $2 where id = $1`, [id, tx.now]);
    return { apiClientId: id!, sessionIds: await revokeAndRecord(tx, { clientId: id! }, { type: 'ApiClient', id: id! }) };
  });
  ctx.signIn.revocations.add(sessionIds, ctx.now());
  return apiClientId;
}
