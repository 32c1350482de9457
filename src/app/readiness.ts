import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const MIN_VERSION_NUM = 150_000;

const UTF8_DATABASE = `create database zhaoshang owner zhaoshang template template0 encoding 'UTF8' locale 'C.UTF-8'`;

export function versionRefusal(versionNum: number): string | undefined {
  if (versionNum >= MIN_VERSION_NUM) return undefined;
  const version = `${Math.floor(versionNum / 10_000)}.${versionNum % 10_000}`;
  return `数据库版本是 ${version}，需要 PostgreSQL 15 或更高版本。请升级，或把 DATABASE_URL 指向较新的服务器（DATABASE_VERSION）`;
}

async function encodingRefusal(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
  const encoding = rows[0]?.server_encoding;
  if (encoding === 'UTF8') return undefined;
  return `数据库编码是 ${encoding}，需要 UTF8。请另建一个库：${UTF8_DATABASE}，再让 DATABASE_URL 指向它（DATABASE_ENCODING）`;
}

/** With a ctype that knows no Chinese letter, pg_trgm makes no trigrams of Chinese and every search reads every row. */
async function localeRefusal(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ installed: string | null; available: boolean; ctype: string }>(
    `select (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm') as installed,
            exists (select from pg_available_extensions where name = 'pg_trgm') as available,
            datctype as ctype
       from pg_database where datname = current_database()`,
  );
  const { installed = null, available = false, ctype = '' } = rows[0] ?? {};
  if (!available) return '数据库服务器没有 pg_trgm 扩展。请安装 postgresql-contrib 软件包后重启数据库（DATABASE_EXTENSION）';
  const wrong = installed
    ? (await client.query(`select from ${client.escapeIdentifier(installed)}.show_trgm('成都') as words where words = '{}'`))
        .rowCount !== 0
    : /^(C|POSIX)$/i.test(ctype);
  if (!wrong) return undefined;
  return `数据库的字符类型 lc_ctype 是 ${ctype}，中文检索无法使用索引。请另建一个库：${UTF8_DATABASE}，再让 DATABASE_URL 指向它（DATABASE_LOCALE）`;
}

async function roleRefusal(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string; superuser: boolean; bypass: boolean }>(
    'select rolname as name, rolsuper as superuser, rolbypassrls as bypass from pg_roles where rolname = current_user',
  );
  const { name = '', superuser = true, bypass = true } = rows[0] ?? {};
  if (!superuser && !bypass) return undefined;
  const right = superuser ? '是超级用户' : '可绕过行级安全（BYPASSRLS）';
  return `数据库用户 ${name} ${right}，行级安全对它不起作用。请新建普通用户：create role zhaoshang login createrole password '…'，把库的属主改为它，并用它连接 DATABASE_URL（DATABASE_ROLE）`;
}

/** Why this database cannot be used, all reasons at once; empty when it can. */
export async function checkDatabase(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ num: number }>("select current_setting('server_version_num')::int as num");
  const refusals = [
    versionRefusal(rows[0]?.num ?? 0),
    await encodingRefusal(client),
    await localeRefusal(client),
    await roleRefusal(client),
  ];
  return refusals.filter((sentence) => sentence !== undefined);
}

const CHECK_TIMEOUT_MS = 2_000;

export interface Readiness {
  ready: boolean;
  /** Names of the checks that said no, threw or took too long. */
  failed: string[];
}

async function holds(check: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([check(), sleep(timeoutMs, false, { signal: late.signal })]);
  } catch {
    return false;
  } finally {
    late.abort();
  }
}

/** Composes named checks into one probe for `/readyz`: ready only when all of them hold in time. */
export function readiness(
  checks: Record<string, () => Promise<boolean>>,
  timeoutMs = CHECK_TIMEOUT_MS,
): () => Promise<Readiness> {
  return async () => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => ({ name, ok: await holds(check, timeoutMs) })),
    );
    const failed = results.filter(({ ok }) => !ok).map(({ name }) => name);
    return { ready: failed.length === 0, failed };
  };
}
