import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { Contact, type ContactRow } from '../leads/contact.ts';
import { Lead, type LeadRow } from '../leads/lead.ts';
import { Activity, type ActivityRow } from './activity.ts';
import { CaseShare, type CaseShareRow } from './case-share.ts';
import { Case, type CaseRow } from './case.ts';

@ObjectType({ description: 'Answer of a mutation of a case (专案办理结果).' })
export class CasePayload {
  @Field(() => Case, { nullable: true, description: 'The case after the act; null when refused or no longer seen (专案).' })
  case!: CaseRow | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of accepting a lead (线索立案结果).' })
export class AcceptLeadPayload extends CasePayload {
  @Field(() => Lead, { nullable: true, description: 'The lead after the act; null when refused (线索).' })
  lead!: LeadRow | null;
}

@ObjectType({ description: 'Answer of sharing a case (专案共享结果).' })
export class CaseSharePayload extends CasePayload {
  @Field(() => CaseShare, { nullable: true, description: 'The share; null when refused (共享).' })
  share!: CaseShareRow | null;
}

@ObjectType({ description: 'Answer of recording an activity (跟进记录结果).' })
export class ActivityPayload extends CasePayload {
  @Field(() => Activity, { nullable: true, description: 'The activity; null when refused (跟进记录).' })
  activity!: ActivityRow | null;
}

@ObjectType({ description: 'Answer of adding a contact to a case (专案联系人结果).' })
export class CaseContactPayload extends CasePayload {
  @Field(() => Contact, { nullable: true, description: 'The contact; null when refused (联系人).' })
  contact!: ContactRow | null;
}
