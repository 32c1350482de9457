import { Field, ObjectType, registerEnumType } from 'type-graphql';

/** Why the rules of the domain refuse a mutation. The codes are a contract: see `docs/errors.md`. */
export enum ErrorCode {
  INVALID = 'INVALID',
  REQUIRED = 'REQUIRED',
  NOT_FOUND = 'NOT_FOUND',
  FORBIDDEN = 'FORBIDDEN',
  CONFLICT = 'CONFLICT',
  ILLEGAL_MOVE = 'ILLEGAL_MOVE',
  FROZEN = 'FROZEN',
  CLAIM_TAKEN = 'CLAIM_TAKEN',
  LIMIT_REACHED = 'LIMIT_REACHED',
  IDEMPOTENCY_MISMATCH = 'IDEMPOTENCY_MISMATCH',
  IDEMPOTENCY_KEY_REQUIRED = 'IDEMPOTENCY_KEY_REQUIRED',
  BAD_CREDENTIALS = 'BAD_CREDENTIALS',
  TOO_MANY_ATTEMPTS = 'TOO_MANY_ATTEMPTS',
}
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'Why the rules refuse a mutation (拒绝代码); stable, for machines.',
  valuesConfig: {
    INVALID: { description: 'A value breaks a rule of its field (取值不合规则).' },
    REQUIRED: { description: 'A value is missing (缺少必填项).' },
    NOT_FOUND: { description: 'The record does not exist or may not be seen (不存在或不可见).' },
    FORBIDDEN: { description: 'The record is visible, the act is not allowed (无权操作).' },
    CONFLICT: { description: 'The record changed in the meantime or is taken (版本冲突或已被占用).' },
    ILLEGAL_MOVE: { description: 'The stage may not move there from here (阶段不能这样变更).' },
    FROZEN: { description: 'A contest is open: stages and teams stay until it is decided (仲裁期间冻结).' },
    CLAIM_TAKEN: { description: 'The investor is claimed for this kind of project; `conflict` says by whom (首谈权已被占用).' },
    LIMIT_REACHED: { description: 'A limit of the city is reached; the message says which and until when (已达本市规则上限).' },
    IDEMPOTENCY_MISMATCH: { description: 'The idempotency key was used with another body (幂等键已用于不同内容).' },
    IDEMPOTENCY_KEY_REQUIRED: { description: 'API clients must send an idempotency key (接口调用必须带幂等键).' },
    BAD_CREDENTIALS: { description: 'Login, password or refresh token is wrong (登录信息有误).' },
    TOO_MANY_ATTEMPTS: { description: 'Too many failed sign-ins; wait (尝试次数过多，请稍后).' },
  },
});

@ObjectType({ description: 'One refusal of a mutation (拒绝原因). All unmet conditions are reported at once.' })
export class UserError {
  @Field(() => ErrorCode, { description: 'Stable code for machines (代码).' })
  code!: ErrorCode;

  @Field(() => [String], {
    description: 'Path of the input field, such as ["input", "title"]; empty when no single field is at fault (字段路径).',
  })
  path!: string[];

  @Field(() => String, { description: 'Sentence for people that names the way out (提示).' })
  message!: string;
}

/** The rules say no. Anything else that is thrown is a bug and reaches the client only as INTERNAL. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly errors: UserError[]) {
    super(errors.map((e) => `${e.code} ${e.path.join('.')}: ${e.message}`).join('; '));
  }
}

/** `refuse('INVALID', '投资额须为整数元', 'input', 'amountYuan')` */
export function refuse(code: keyof typeof ErrorCode, message: string, ...path: string[]): Refusal {
  return new Refusal([{ code: ErrorCode[code], path, message }]);
}

/** The key of a call that was another one. */
export const keyUsedOtherwise = (): Refusal =>
  refuse('IDEMPOTENCY_MISMATCH', '该幂等键已用于另一次不同的操作，请换一个新值', 'input', 'idempotencyKey');

/** Collects refusals so that all unmet conditions are reported at once, each once. */
export class Refusals {
  private readonly errors: UserError[] = [];
  add(code: keyof typeof ErrorCode, message: string, ...path: string[]): this {
    const error = { code: ErrorCode[code], path, message };
    if (!this.errors.some((known) => JSON.stringify(known) === JSON.stringify(error))) this.errors.push(error);
    return this;
  }
  throwIfAny(): void {
    if (this.errors.length > 0) throw new Refusal(this.errors);
  }
}
