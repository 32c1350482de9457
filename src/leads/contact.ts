import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Instant, Text } from '../kernel/columns.ts';
import { guardedBy } from '../kernel/guarded.ts';
import { Level } from '../kernel/level.ts';
import { At, Levelled, type LevelledRow } from '../kernel/levelled.ts';
import { Node } from '../kernel/node.ts';
import { DateTime } from '../kernel/scalars.ts';
import { phoneKeySql } from './phone-key.ts';

/** A person on the investor's side: shown at WORK only, wherever it stands (decision 2). Guarded by its lead or case. */
@Entity({ rowLevelSecurity: 'force', policies: guardedBy('contact', 'guard_id', Level.WORK) })
@Index({ name: 'contact_guard', properties: ['guardId'] })
@Index({
  name: 'contact_phone',
  expression: `create index contact_phone on contact (${phoneKeySql('phone')}) where phone is not null`,
})
@Index({ name: 'contact_email', expression: 'create index contact_email on contact (lower(email)) where email is not null' })
@Levelled()
@ObjectType({ implements: Node, description: "A person on the investor's side (联系人); shown at WORK only." })
export class Contact {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  guardKind!: 'LEAD' | 'CASE';

  @Property({ type: 'uuid' })
  guardId!: string;

  @Text()
  @At(Level.WORK)
  @Field(() => String, { nullable: true, description: 'Name; null below WORK (姓名).' })
  name!: string;

  @Text({ nullable: true })
  @At(Level.WORK)
  @Field(() => String, { nullable: true, description: 'Position in the company; null when unknown (职务).' })
  title?: string | null;

  @Text({ nullable: true })
  @At(Level.WORK)
  @Field(() => String, { nullable: true, description: 'Telephone number; null when unknown (电话).' })
  phone?: string | null;

  @Text({ nullable: true })
  @At(Level.WORK)
  @Field(() => String, { nullable: true, description: 'Electronic mail address; null when unknown (邮箱).' })
  email?: string | null;

  @Instant()
  @At(Level.WORK)
  @Field(() => DateTime, { nullable: true, description: 'When it was added; null below WORK (添加时间).' })
  createdAt!: Date;

  @Field(() => [String], { description: 'Names of fields hidden at this level (因级别隐藏的字段).' })
  maskedFields?: string[];
}
export type ContactRow = Contact & LevelledRow & { parent: string };
