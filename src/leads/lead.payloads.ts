import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../kernel/refusal.ts';
import { CollisionMatch, type CollisionMatchRow } from './collision-match.ts';
import { Contact, type ContactRow } from './contact.ts';
import { Lead, type LeadRow } from './lead.ts';

@ObjectType({ description: 'Answer of a mutation of a lead (线索办理结果).' })
export class LeadPayload {
  @Field(() => Lead, { nullable: true, description: 'The lead after the act; null when refused (线索).' })
  lead!: LeadRow | null;

  @Field(() => [CollisionMatch], {
    nullable: true,
    description:
      'Who else is at work on the investor, where the act told new facts of it, at most 20; null otherwise, and for partners (撞单提示).',
  })
  collisions?: CollisionMatchRow[] | null;

  @Field(() => [UserError], { description: 'Why it was refused, all reasons at once; empty when done (拒绝原因).' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of adding a contact to a lead (线索联系人办理结果).' })
export class LeadContactPayload extends LeadPayload {
  @Field(() => Contact, { nullable: true, description: 'The contact added; null when refused (联系人).' })
  contact!: ContactRow | null;
}
