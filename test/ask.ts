import { graphql, type ExecutionResult } from 'graphql';
import { buildAppSchema } from '../src/app/schema.ts';
import type { Viewer } from '../src/kernel/viewer.ts';
import type { TestTeam, World } from './world.ts';

/** Asks the real schema in a team's name, without a server: `const { data } = await ask(world, park, '{ viewer { … } }')`. */
export async function ask<T = Record<string, never>>(
  world: World,
  team: TestTeam,
  source: string,
  variableValues: Record<string, unknown> = {},
  more: Partial<Viewer> = {},
): Promise<ExecutionResult<T>> {
  const result = await graphql({ schema: await buildAppSchema(), source, variableValues, contextValue: world.ctx(team, more) });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult<T>;
}
