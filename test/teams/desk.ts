import { randomUUID } from 'node:crypto';
import { Role, type Viewer } from '../../src/kernel/viewer.ts';
import { shanghaiDay } from '../../src/kernel/shanghai-day.ts';
import { createAttempts } from '../../src/teams/attempts.ts';
import { hashPassword } from '../../src/teams/password.ts';
import { createRevocations } from '../../src/teams/revocations.ts';
import type { SignedInCtx, SignInDeps } from '../../src/teams/sign-in-deps.ts';
import { createTokens } from '../../src/teams/tokens.ts';
import type { TestTeam, World } from '../world.ts';

export const PASSWORD = '锦江春色来天地-2018';
let hash: Promise<string> | undefined;

/** A world with persons in it, and the node's desk where they sign in. */
export function deskOf(world: World) {
  const now = () => world.clock.now();
  const revocations = createRevocations(61 * 60_000);
  const tokens = createTokens(Buffer.from('the key of a test world'), { minutes: 60, now, revocations });
  const deps: SignInDeps = { sql: world.db.readSystem, tokens, attempts: createAttempts(now), revocations, now, address: null };

  const person = async (name = '示例'): Promise<{ id: string; login: string }> => {
    const id = randomUUID();
    const login = `p.${id.slice(0, 8)}`;
    const password_hash = await (hash ??= hashPassword(PASSWORD));
    await world.insert('person', { id, login, name, password_hash, is_demo: false, created_at: now() });
    return { id, login };
  };
  const serve = async (
    who: { id: string },
    team: TestTeam,
    more: { role?: Role; startsOn?: string; endsOn?: string | null; isDefault?: boolean } = {},
  ): Promise<string> => {
    const id = randomUUID();
    await world.insert('membership', {
      id,
      person_id: who.id,
      team_id: team.id,
      role: more.role ?? Role.OFFICER,
      starts_on: more.startsOn ?? '2020-01-01',
      ends_on: more.endsOn ?? null,
      is_default: more.isDefault ?? true,
    });
    return id;
  };
  /** Somebody who serves in the team. */
  const member = async (team: TestTeam, role: Role = Role.OFFICER) => {
    const who = await person();
    return { ...who, membershipId: await serve(who, team, { role }) };
  };
  const ctxOf = (viewer: Viewer): SignedInCtx =>
    Object.assign(world.ctx({ id: viewer.teamId, kind: viewer.teamKind, code: '', parentId: null }, viewer), { signIn: deps });
  /** The context of somebody who has signed in with this token. */
  const as = async (token: string): Promise<SignedInCtx> => ctxOf((await tokens.verify(token))!.viewer);
  const chief = async (team: TestTeam): Promise<SignedInCtx> => {
    const { id } = await member(team, Role.CHIEF);
    return ctxOf(world.viewer(team, { role: Role.CHIEF, personId: id }));
  };
  const today = () => shanghaiDay(now());
  return { deps, person, serve, member, ctxOf, as, chief, today, events: (kind: string) => eventsOf(world, kind) };
}

const eventsOf = (world: World, kind: string) =>
  world.db.readSystem<{ subjectId: string; audience: Record<string, number>; payload: { sessionIds?: string[] } }>(
    `select subject_id as "subjectId", audience, payload from event where kind = $1 order by id`,
    [kind],
  );
