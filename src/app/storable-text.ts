import { Kind, visit, type DocumentNode } from 'graphql';
import { fault } from '../kernel/fault.ts';

/** A null byte PostgreSQL refuses; half a surrogate pair would silently be kept as another character. */
function refuse(text: string, where: string): void {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw fault('BAD_USER_INPUT', `${where}中有文本含有空字符或不完整的字符，请删除后再提交`);
  }
}

export const refuseUnstorableLiterals = (document: DocumentNode): void =>
  void visit(document, { [Kind.STRING]: ({ value }) => refuse(value, '请求文档') });

/** Without recursion: variables may nest as deep as they are long. */
export function refuseUnstorableVariables(variables: object): void {
  const left: unknown[] = [variables];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string') refuse(value, '变量');
    else if (typeof value === 'object' && value !== null) for (const inside of Object.values(value)) left.push(inside);
  }
}
