import { createHash } from 'node:crypto';

/**
 * Names for statements that are worth preparing: each connection keeps the plan of every name it has seen. A text gets
 * one when it comes again, and there are only so many, since clients write the documents that texts are made from.
 */
export function statementNames(prefix: string, most: number): (sql: string) => string | undefined {
  const names = new Map<string, string>();
  const once = new Set<string>();
  return (sql) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= most) return known;
    if (!once.delete(sql)) {
      if (once.size >= most) once.clear();
      once.add(sql);
      return undefined;
    }
    const name = `${prefix}_${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`;
    names.set(sql, name);
    return name;
  };
}
