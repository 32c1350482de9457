import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { TransferTermsInput } from './transfer-terms.ts';
import { TransferKind, TransferReason, TransferState } from './transfer.ts';

const KEY = { nullable: true, description: 'Repeat-safe key of 8 to 200 characters; required for API clients (幂等键).' };
const SUBJECT = { description: 'The lead or case (线索或专案).' };
const RECEIVER = { description: 'The team that is to take it over; not a partner outside government (承接团队).' };
const REASON = { description: 'Why it is passed on (流转原因).' };
const TRANSFER = { description: 'The transfer (流转).' };

@InputType({ description: 'Offers a lead or case to another team (发起流转).' })
export class OfferTransferInput {
  @Field(() => ID, SUBJECT)
  subjectId!: string;

  @Field(() => Int, { description: 'Version of the lead or case the offer is based on (所依据的版本).' })
  expectedVersion!: number;

  @Field(() => ID, RECEIVER)
  toTeamId!: string;

  @Field(() => TransferReason, REASON)
  reason!: TransferReason;

  @Field(() => String, {
    nullable: true,
    description: 'The reason in words, at most 1000 characters; required with OTHER (流转说明).',
  })
  note?: string | null;

  @Field(() => TransferTermsInput, {
    nullable: true,
    description: 'How both share the credit; what stands stays when left out (分计条款).',
  })
  terms?: TransferTermsInput | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes over what was offered to the own team (接收流转).' })
export class AcceptTransferInput {
  @Field(() => ID, TRANSFER)
  transferId!: string;

  @Field(() => String, { nullable: true, description: 'A word to the origin, at most 1000 characters (答复说明).' })
  note?: string | null;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Declines what was offered to the own team (婉拒流转).' })
export class DeclineTransferInput {
  @Field(() => ID, TRANSFER)
  transferId!: string;

  @Field(() => String, { description: 'Why it is not taken over, at most 1000 characters (婉拒原因).' })
  note!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Takes an own offer back (撤回流转).' })
export class WithdrawTransferInput {
  @Field(() => ID, TRANSFER)
  transferId!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Directs a lead or case to another team, as the city (指定流转).' })
export class DirectTransferInput {
  @Field(() => ID, SUBJECT)
  subjectId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the lead or case it is based on; unchecked when left out (所依据的版本).',
  })
  expectedVersion?: number | null;

  @Field(() => ID, RECEIVER)
  toTeamId!: string;

  @Field(() => TransferReason, REASON)
  reason!: TransferReason;

  @Field(() => String, { description: 'What the direction rests on, at most 1000 characters (依据).' })
  basis!: string;

  @Field(() => String, KEY)
  idempotencyKey?: string | null;
}

export enum TransferDirection {
  IN = 'IN',
  OUT = 'OUT',
}
registerEnumType(TransferDirection, {
  name: 'TransferDirection',
  description: 'Which way a transfer goes, seen from the own team (流转方向).',
  valuesConfig: {
    IN: { description: 'To the own team (转入).' },
    OUT: { description: 'From the own team (转出).' },
  },
});

@InputType({ description: 'Which transfers of the own team (流转筛选).' })
export class TransferFilter {
  @Field(() => TransferDirection, { nullable: true, description: 'Which way; both when left out (方向).' })
  direction?: TransferDirection | null;

  @Field(() => TransferState, { nullable: true, description: 'In this state (状态).' })
  state?: TransferState | null;

  @Field(() => TransferKind, { nullable: true, description: 'Of leads or of cases (对象).' })
  kind?: TransferKind | null;
}
