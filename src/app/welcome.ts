import { loadWorkCalendar } from '../kernel/load-work-calendar.ts';
import { loadDivisions } from '../teams/load-divisions.ts';
import type { Database } from './database.ts';

/** What a new installation starts with: divisions and calendar always, the demo world where it was asked for. */
export async function furnish(db: Database, isDemo: boolean, now: () => Date): Promise<void> {
  await loadDivisions(db.system);
  await loadWorkCalendar(db.system);
  if (isDemo) await (await import('./demo-world.ts')).loadDemoWorld(db, now);
}

export async function welcome(url: string, isDemo: boolean): Promise<string> {
  const lines = [
    '招商云网已启动',
    `  GraphQL   ${url}/graphql（HTTP 与 WebSocket）`,
    `  GraphiQL  ${url}/graphiql`,
    `  状态      ${url}/readyz   指标 ${url}/metrics`,
  ];
  if (isDemo) {
    const { demoSignIns } = await import('./demo-world.ts');
    lines.push('示例登录（signIn）：', ...demoSignIns().map(({ who, login, password }) => `  ${who}：${login} / ${password}`));
  }
  return lines.join('\n');
}
