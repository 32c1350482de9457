import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Day, Text } from '../kernel/columns.ts';

/** An administrative division by its GB/T 2260 code, dated: renamed and merged codes stay readable. */
@Entity()
export class Division {
  @PrimaryKey({ type: 'text' })
  code!: string;

  @Text()
  name!: string;

  @Property({ type: 'text', nullable: true })
  parentCode?: string | null;

  @Day({ nullable: true })
  validFrom?: string | null;

  /** Last day of validity; null while in force. */
  @Day({ nullable: true })
  validTo?: string | null;

  /** The code that took over; null while in force. */
  @Text({ nullable: true })
  successorCode?: string | null;
}
