import { randomUUID } from 'node:crypto';
import type { Ctx, Tx } from '../kernel/context.ts';
import { uuidOf } from '../kernel/global-id.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { TeamKind } from '../kernel/viewer.ts';
import { manageableTeam } from '../teams/manageable-team.ts';
import { lockTeam } from '../teams/update-team.ts';
import type { CreateParkInput, UpdateParkInput } from './park.inputs.ts';

const AREA = /^[1-9]\d{0,13}$/;

interface Facts {
  name?: string | null;
  leadingIndustries?: string[] | null;
  areaM2?: string | null;
  source: string;
}

const wordsOf = (given: readonly string[]): string[] => [...new Set(given.map((each) => each.trim()))];

/** Everything that is wrong with the facts, at once. */
function check(facts: Facts): void {
  const refusals = new Refusals();
  const bad = (text: string, longest: number) => text.trim() === '' || text.trim().length > longest;
  if (facts.name != null && bad(facts.name, 100)) refusals.add('INVALID', '园区名称须为 1 至 100 个字符', 'input', 'name');
  const industries = wordsOf(facts.leadingIndustries ?? []);
  if (industries.length > 20 || industries.some((each) => bad(each, 60)))
    refusals.add('INVALID', '主导产业最多 20 项，每项 1 至 60 个字符', 'input', 'leadingIndustries');
  if (facts.areaM2 != null && !AREA.test(facts.areaM2))
    refusals.add('INVALID', '规划面积须为正整数平方米，如 1 平方公里填 "1000000"', 'input', 'areaM2');
  if (bad(facts.source, 500)) refusals.add('REQUIRED', '请写明来源，1 至 500 个字符，如 规划文件名', 'input', 'source');
  refusals.throwIfAny();
}

/** A park's facts belong to its team: they are changed under the team's version and told as a change of the team. */
function recordPark(tx: Tx, teamId: string, version: number): void {
  tx.record({ kind: 'TEAM_UPDATED', subject: { type: 'Team', id: teamId, version }, payload: { teamId, fields: ['park'] } });
}

/** @throws Refusal INVALID | REQUIRED (all at once) | NOT_FOUND | FORBIDDEN | CONFLICT */
export async function createPark(ctx: Ctx, input: CreateParkInput): Promise<string> {
  check(input);
  const { parkId } = await ctx.act('createPark', input, async (tx) => {
    const teamId = await manageableTeam(tx, uuidOf('Team', input.teamId));
    const [team] = await tx.sql<{ kind: TeamKind; name: string }>(`select kind, name from team where id = $1`, [teamId]);
    if (team?.kind !== TeamKind.PARK) throw refuse('INVALID', '只有园区团队可以建产业功能区档案', 'input', 'teamId');
    const version = await lockTeam(tx, teamId, input.expectedVersion);
    const id = randomUUID();
    const added = await tx.sql(
      `insert into park (id, team_id, name, leading_industries, area_m2, source) values ($1, $2, $3, $4, $5, $6)
       on conflict (team_id) do nothing returning id`,
      [id, teamId, input.name?.trim() ?? team.name, wordsOf(input.leadingIndustries), input.areaM2 ?? null, input.source.trim()],
    );
    if (added.length === 0) throw refuse('CONFLICT', '该园区已建档，请用 updatePark 更新', 'input', 'teamId');
    recordPark(tx, teamId, version);
    return { parkId: id };
  });
  return parkId;
}

/** @throws Refusal INVALID | REQUIRED (all at once) | NOT_FOUND | FORBIDDEN | CONFLICT */
export async function updatePark(ctx: Ctx, input: UpdateParkInput): Promise<string> {
  check(input);
  const { parkId } = await ctx.act('updatePark', input, async (tx) => {
    const id = uuidOf('Park', input.id);
    const [park] = await tx.sql<{ teamId: string }>(`select team_id as "teamId" from park where id = $1`, [id]);
    if (!park || ctx.viewer.teamKind === TeamKind.PARTNER) throw refuse('NOT_FOUND', '产业功能区不存在，请核对', 'input', 'id');
    const teamId = await manageableTeam(tx, park.teamId);
    const version = await lockTeam(tx, teamId, input.expectedVersion);
    await tx.sql(
      `update park set name = coalesce($2, name), leading_industries = coalesce($3, leading_industries),
         area_m2 = case when $4 then $5::numeric else area_m2 end, source = $6 where id = $1`,
      [
        id,
        input.name?.trim() ?? null,
        input.leadingIndustries == null ? null : wordsOf(input.leadingIndustries),
        input.areaM2 !== undefined,
        input.areaM2 ?? null,
        input.source.trim(),
      ],
    );
    recordPark(tx, teamId, version);
    return { parkId: id! };
  });
  return parkId;
}
